use std::cell::RefCell;
use std::rc::Rc;

impl Solution {
    pub fn drop_leaves(root: Option<Rc<RefCell<TreeNode>>>, value: i32) -> Option<Rc<RefCell<TreeNode>>> {
        let node = root?;
        let left = Self::drop_leaves(node.borrow_mut().left.take(), value);
        let right = Self::drop_leaves(node.borrow_mut().right.take(), value);
        if node.borrow().val == value && left.is_none() && right.is_none() {
            return None;
        }
        node.borrow_mut().left = left;
        node.borrow_mut().right = right;
        Some(node)
    }
}
