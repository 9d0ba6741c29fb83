class Solution {
public:
    void zerosLast(vector<int>& values) {
        stable_partition(values.begin(), values.end(), [](int value) { return value != 0; });
    }
};
