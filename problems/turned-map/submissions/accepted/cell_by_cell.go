func turnMap(grid [][]int) [][]int {
	turned := make([][]int, len(grid[0]))
	for column := range turned {
		for row := len(grid) - 1; row >= 0; row-- {
			turned[column] = append(turned[column], grid[row][column])
		}
	}
	return turned
}
