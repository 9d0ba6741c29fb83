use std::io::BufRead;
fn main() { println!("{}", std::io::stdin().lock().lines().map(|l| l.unwrap().parse::<i64>().unwrap()).sum::<i64>()); }
