class Solution {
    public double trimmedMean(double[] readings, int cut) {
        Arrays.sort(readings);
        return Arrays.stream(readings, cut, readings.length - cut).average().orElse(0);
    }
}
