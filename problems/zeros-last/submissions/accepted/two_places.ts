function zerosLast(values: number[]): void {
    let place = 0;
    for (const value of values)
        if (value !== 0)
            values[place++] = value;
    values.fill(0, place);
}
