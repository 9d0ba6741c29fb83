fn main() { let mut x = 0u64; loop { unsafe { std::ptr::write_volatile(&mut x, 1) } } }
