impl Solution {
    pub fn turn_letters(text: String, steps: i32) -> String {
        let turn = |c: char| {
            let first = match c {
                'a'..='z' => b'a',
                'A'..='Z' => b'A',
                _ => return c,
            };
            (first + (c as i32 - first as i32 + steps % 26).rem_euclid(26) as u8) as char
        };
        text.chars().map(turn).collect()
    }
}
