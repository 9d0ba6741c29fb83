use std::{io::Read, thread};
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let numbers: Vec<i64> = text.split_whitespace().map(|w| w.parse().unwrap()).collect();
    let workers: Vec<_> = numbers.into_iter().map(|n| thread::spawn(move || n)).collect();
    println!("{}", workers.into_iter().map(|w| w.join().unwrap()).sum::<i64>());
}
