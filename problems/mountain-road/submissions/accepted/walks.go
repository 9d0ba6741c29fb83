func isMountain(heights []int) bool {
	last, top := len(heights)-1, 0
	for top < last && heights[top] < heights[top+1] {
		top++
	}
	end := top
	for end < last && heights[end] > heights[end+1] {
		end++
	}
	return top > 0 && top < last && end == last
}
