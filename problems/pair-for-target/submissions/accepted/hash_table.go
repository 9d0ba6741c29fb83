func pairForTarget(values []int, target int64) []int {
	places := map[int64]int{}
	for i, value := range values {
		if other, found := places[target-int64(value)]; found {
			return []int{other, i}
		}
		places[int64(value)] = i
	}
	return nil
}
