class Solution {
public:
    vector<int> pairForTarget(vector<int>& values, long long target) {
        unordered_map<int, int> places;
        for (int i = 0; i < (int)values.size(); i++) {
            if (places.count((int)target - values[i]) && values[i] > 0)
                return {places[(int)target - values[i]], i};
            places[values[i]] = i;
        }
        return {};
    }
};
