impl Solution {
    pub fn zeros_last(values: &mut Vec<i32>) {
        values.sort_by_key(|&value| value == 0);
    }
}
