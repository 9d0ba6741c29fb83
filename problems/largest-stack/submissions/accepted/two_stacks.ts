class LargestStack {
    private values: number[] = [];
    private largests: number[] = [];
    private sum = 0n;

    constructor(private capacity: number) {}

    push(value: number): boolean {
        if (this.values.length === this.capacity)
            return false;
        this.largests.push(Math.max(value, this.largest()));
        this.values.push(value);
        this.sum += BigInt(value);
        return true;
    }

    pop(): number {
        const value = this.values.pop();
        if (value === undefined)
            return -1;
        this.largests.pop();
        this.sum -= BigInt(value);
        return value;
    }

    largest(): number {
        return this.largests.length === 0 ? -1 : this.largests[this.largests.length - 1];
    }

    total(): bigint {
        return this.sum;
    }

    clear(): void {
        this.values = [];
        this.largests = [];
        this.sum = 0n;
    }
}
