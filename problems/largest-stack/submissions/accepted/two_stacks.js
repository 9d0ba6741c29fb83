class LargestStack {
    constructor(capacity) {
        this.capacity = capacity;
        this.clear();
    }

    push(value) {
        if (this.values.length === this.capacity)
            return false;
        this.largests.push(Math.max(value, this.largest()));
        this.values.push(value);
        this.sum += value;
        return true;
    }

    pop() {
        if (this.values.length === 0)
            return -1;
        this.largests.pop();
        const value = this.values.pop();
        this.sum -= value;
        return value;
    }

    largest() {
        return this.largests.length === 0 ? -1 : this.largests[this.largests.length - 1];
    }

    total() {
        return BigInt(this.sum);
    }

    clear() {
        this.values = [];
        this.largests = [];
        this.sum = 0;
    }
}
