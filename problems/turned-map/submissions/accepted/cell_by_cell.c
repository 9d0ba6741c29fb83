int **turnMap(int **map, int mapSize, int *mapColSize, int *returnSize, int **returnColumnSizes)
{
    int rows = mapSize, columns = mapColSize[0];
    int **turned = malloc(columns * sizeof(int *));
    *returnColumnSizes = malloc(columns * sizeof(int));
    for (int column = 0; column < columns; column++) {
        turned[column] = malloc(rows * sizeof(int));
        (*returnColumnSizes)[column] = rows;
        for (int row = 0; row < rows; row++)
            turned[column][rows - 1 - row] = map[row][column];
    }
    *returnSize = columns;
    return turned;
}
