var trimmedMean = function(readings, cut) {
    const kept = readings.sort((a, b) => a - b).slice(cut, readings.length - cut);
    return kept.reduce((sum, reading) => sum + reading, 0) / kept.length;
};
