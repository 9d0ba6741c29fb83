func isMountain(heights []int) bool {
	last, end := len(heights)-1, 0
	for end < last && heights[end] < heights[end+1] {
		end++
	}
	for end < last && heights[end] > heights[end+1] {
		end++
	}
	return last > 0 && end == last
}
