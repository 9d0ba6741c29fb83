class Solution {
    public boolean isMountain(int[] heights) {
        int last = heights.length - 1, top = 0;
        while (top < last && heights[top] < heights[top + 1])
            top++;
        int end = top;
        while (end < last && heights[end] > heights[end + 1])
            end++;
        return top > 0 && top < last && end == last;
    }
}
