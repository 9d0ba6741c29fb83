var trimmedMean = function(readings, cut) {
    const kept = readings.sort().slice(cut, readings.length - cut);
    return kept.reduce((sum, reading) => sum + reading, 0) / kept.length;
};
