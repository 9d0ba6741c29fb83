#![crate_type = "lib"]
pub fn f() -> i32 { 3 }
