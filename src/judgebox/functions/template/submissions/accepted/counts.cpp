class Solution {
public:
    int longestRun(vector<int>& values) {
        int longest = 0, run = 0;
        for (size_t i = 0; i < values.size(); i++) {
            run = i > 0 && values[i - 1] == values[i] ? run + 1 : 1;
            longest = max(longest, run);
        }
        return longest;
    }
};
