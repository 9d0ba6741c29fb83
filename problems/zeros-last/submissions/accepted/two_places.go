func zerosLast(values []int) {
	place := 0
	for i, value := range values {
		if value != 0 {
			values[place], values[i] = value, values[place]
			place++
		}
	}
}
