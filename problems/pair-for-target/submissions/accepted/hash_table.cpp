class Solution {
public:
    vector<int> pairForTarget(vector<int>& values, long long target) {
        unordered_map<long long, int> places;
        for (int i = 0; i < (int)values.size(); i++) {
            auto other = places.find(target - values[i]);
            if (other != places.end())
                return {other->second, i};
            places[values[i]] = i;
        }
        return {};
    }
};
