var turnMap = function(map) {
    return map[0].map((_, column) => map.map((row) => row[row.length - 1 - column]));
};
