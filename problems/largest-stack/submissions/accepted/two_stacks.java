class LargestStack {
    private final int capacity;
    private final Deque<Integer> values = new ArrayDeque<>(), largests = new ArrayDeque<>();
    private long sum;

    public LargestStack(int capacity) {
        this.capacity = capacity;
    }

    public boolean push(int value) {
        if (values.size() == capacity)
            return false;
        largests.push(Math.max(value, largest()));
        values.push(value);
        sum += value;
        return true;
    }

    public int pop() {
        if (values.isEmpty())
            return -1;
        largests.pop();
        sum -= values.peek();
        return values.pop();
    }

    public int largest() {
        return largests.isEmpty() ? -1 : largests.peek();
    }

    public long total() {
        return sum;
    }

    public void clear() {
        values.clear();
        largests.clear();
        sum = 0;
    }
}
