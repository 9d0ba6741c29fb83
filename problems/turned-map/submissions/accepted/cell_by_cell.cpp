class Solution {
public:
    vector<vector<int>> turnMap(vector<vector<int>>& map) {
        int rows = map.size(), columns = map[0].size();
        vector<vector<int>> turned(columns, vector<int>(rows));
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                turned[column][rows - 1 - row] = map[row][column];
        return turned;
    }
};
