class Solution {
    public int[][] turnMap(int[][] map) {
        int rows = map.length, columns = map[0].length;
        int[][] turned = new int[columns][rows];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                turned[column][rows - 1 - row] = map[row][column];
        return turned;
    }
}
