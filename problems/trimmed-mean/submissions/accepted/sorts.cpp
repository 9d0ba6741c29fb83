class Solution {
public:
    double trimmedMean(vector<double>& readings, int cut) {
        sort(readings.begin(), readings.end());
        double sum = accumulate(readings.begin() + cut, readings.end() - cut, 0.0);
        return sum / (readings.size() - 2 * cut);
    }
};
