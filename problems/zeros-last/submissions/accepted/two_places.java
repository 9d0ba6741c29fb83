class Solution {
    public void zerosLast(int[] values) {
        int place = 0;
        for (int value : values)
            if (value != 0)
                values[place++] = value;
        Arrays.fill(values, place, values.length, 0);
    }
}
