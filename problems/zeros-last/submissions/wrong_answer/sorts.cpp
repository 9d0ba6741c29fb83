class Solution {
public:
    void zerosLast(vector<int>& values) {
        sort(values.rbegin(), values.rend());
    }
};
