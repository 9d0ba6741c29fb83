var groupWords = function(words) {
    const groups = new Map();
    for (const word of words) {
        const key = [...word].sort().join("");
        groups.set(key, [...(groups.get(key) || []), word]);
    }
    return [...groups.values()];
};
