function groupWords(words: string[]): string[][] {
    const groups = new Map<string, string[]>();
    for (const word of words) {
        const key = [...word].sort().join("");
        const group = groups.get(key) ?? [];
        group.push(word);
        groups.set(key, group);
    }
    return [...groups.values()];
}
