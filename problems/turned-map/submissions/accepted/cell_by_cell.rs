impl Solution {
    pub fn turn_map(map: Vec<Vec<i32>>) -> Vec<Vec<i32>> {
        (0..map[0].len())
            .map(|column| map.iter().rev().map(|row| row[column]).collect())
            .collect()
    }
}
