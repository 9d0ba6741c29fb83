fn main() { let seats: Vec<i32> = vec![]; println!("{}", seats[std::env::args().count()]); }
