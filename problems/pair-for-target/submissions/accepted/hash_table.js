var pairForTarget = function(values, target) {
    const places = new Map();
    const sum = Number(target);
    for (let i = 0; i < values.length; i++) {
        if (places.has(sum - values[i]))
            return [places.get(sum - values[i]), i];
        places.set(values[i], i);
    }
    return [];
};
