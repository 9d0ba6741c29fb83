impl Solution {
    pub fn trimmed_mean(mut readings: Vec<f64>, cut: i32) -> f64 {
        let cut = cut as usize;
        readings.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let kept = &readings[cut..readings.len() - cut];
        kept.iter().sum::<f64>() / kept.len() as f64
    }
}
