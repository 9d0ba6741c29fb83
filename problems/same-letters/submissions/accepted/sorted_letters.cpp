class Solution {
public:
    vector<vector<string>> groupWords(vector<string>& words) {
        map<string, vector<string>> groups;
        for (const string& word : words) {
            string key = word;
            sort(key.begin(), key.end());
            groups[key].push_back(word);
        }
        vector<vector<string>> result;
        for (auto& [key, group] : groups)
            result.push_back(group);
        return result;
    }
};
