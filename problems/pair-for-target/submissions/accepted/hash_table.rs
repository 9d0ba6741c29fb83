use std::collections::HashMap;

impl Solution {
    pub fn pair_for_target(values: Vec<i32>, target: i64) -> Vec<i32> {
        let mut places = HashMap::new();
        for (i, &value) in values.iter().enumerate() {
            if let Some(&other) = places.get(&(target - value as i64)) {
                return vec![other, i as i32];
            }
            places.insert(value as i64, i as i32);
        }
        vec![]
    }
}
