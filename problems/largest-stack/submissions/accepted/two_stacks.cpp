class LargestStack {
    int capacity;
    vector<int> values, largests;
    long long sum = 0;

public:
    LargestStack(int capacity) : capacity(capacity) {}

    bool push(int value) {
        if ((int)values.size() == capacity)
            return false;
        largests.push_back(max(value, largest()));
        values.push_back(value);
        sum += value;
        return true;
    }

    int pop() {
        if (values.empty())
            return -1;
        int value = values.back();
        values.pop_back();
        largests.pop_back();
        sum -= value;
        return value;
    }

    int largest() { return largests.empty() ? -1 : largests.back(); }

    long long total() { return sum; }

    void clear() {
        values.clear();
        largests.clear();
        sum = 0;
    }
};
