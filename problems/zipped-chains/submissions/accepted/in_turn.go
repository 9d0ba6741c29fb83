func zipChains(first *ListNode, second *ListNode) *ListNode {
	before := &ListNode{}
	last := before
	for first != nil {
		last.Next = first
		last = first
		first, second = second, first.Next
	}
	last.Next = second
	return before.Next
}
