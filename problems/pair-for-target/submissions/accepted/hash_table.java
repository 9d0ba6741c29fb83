class Solution {
    public int[] pairForTarget(int[] values, long target) {
        Map<Long, Integer> places = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            Integer other = places.get(target - values[i]);
            if (other != null)
                return new int[] {other, i};
            places.put((long) values[i], i);
        }
        return new int[0];
    }
}
