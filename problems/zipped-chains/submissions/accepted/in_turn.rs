impl Solution {
    pub fn zip_chains(first: Option<Box<ListNode>>, second: Option<Box<ListNode>>) -> Option<Box<ListNode>> {
        let (mut taken, mut other) = (first, second);
        let mut head = None;
        let mut end = &mut head;
        while let Some(mut node) = taken {
            taken = other;
            other = node.next.take();
            end = &mut end.insert(node).next;
        }
        *end = other;
        head
    }
}
