import "sort"

func trimmedMean(readings []float64, cut int) float64 {
	sort.Float64s(readings)
	sum := 0.0
	kept := readings[cut : len(readings)-cut]
	for _, reading := range kept {
		sum += reading
	}
	return sum / float64(len(kept))
}
