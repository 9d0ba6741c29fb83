var turnMap = function(map) {
    return map[0].map((_, column) => map.map((row) => row[column]).reverse());
};
