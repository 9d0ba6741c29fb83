use std::cell::RefCell;
use std::rc::Rc;

struct Mirror {}

impl Mirror {
    fn new() -> Self { Mirror {} }
    fn whole(&self, x: i32) -> i32 { x }
    fn wide(&self, x: i64) -> i64 { x }
    fn real(&self, x: f64) -> f64 { x }
    fn flags(&self, x: Vec<bool>) -> Vec<bool> { x }
    fn letters(&self, x: Vec<Vec<char>>) -> Vec<Vec<char>> { x }
    fn text(&self, x: String) -> String { x }
    fn texts(&self, x: Vec<Vec<String>>) -> Vec<Vec<String>> { x }
    fn cube(&self, x: Vec<Vec<Vec<i32>>>) -> Vec<Vec<Vec<i32>>> { x }
    fn chain(&self, x: Option<Box<ListNode>>) -> Option<Box<ListNode>> { x }
    fn tree(&self, x: Option<Rc<RefCell<TreeNode>>>) -> Option<Rc<RefCell<TreeNode>>> { x }
    fn chains(&self, x: Vec<Option<Box<ListNode>>>) -> Vec<Option<Box<ListNode>>> { x }
    fn nothing(&mut self, x: Vec<f64>) { println!("said on standard output"); }
}
