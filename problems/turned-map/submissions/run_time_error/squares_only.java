class Solution {
    public int[][] turnMap(int[][] map) {
        int[][] turned = new int[map.length][map.length];
        for (int row = 0; row < map.length; row++)
            for (int column = 0; column < map[0].length; column++)
                turned[column][map.length - 1 - row] = map[row][column];
        return turned;
    }
}
