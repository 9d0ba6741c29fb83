function pairForTarget(values: number[], target: bigint): number[] {
    const places = new Map<number, number>();
    const sum = Number(target);
    for (let i = 0; i < values.length; i++) {
        const other = places.get(sum - values[i]);
        if (other !== undefined)
            return [other, i];
        places.set(values[i], i);
    }
    return [];
}
