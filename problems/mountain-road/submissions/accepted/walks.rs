impl Solution {
    pub fn is_mountain(heights: Vec<i32>) -> bool {
        let mut top = 0;
        while top + 1 < heights.len() && heights[top] < heights[top + 1] {
            top += 1;
        }
        let mut end = top;
        while end + 1 < heights.len() && heights[end] > heights[end + 1] {
            end += 1;
        }
        top > 0 && end > top && end + 1 == heights.len()
    }
}
