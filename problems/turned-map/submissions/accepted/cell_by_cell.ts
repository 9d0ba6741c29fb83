function turnMap(map: number[][]): number[][] {
    return map[0].map((_, column) => map.map((row) => row[column]).reverse());
}
