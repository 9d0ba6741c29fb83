class Solution:
    def zipChains(self, first: Optional[ListNode], second: Optional[ListNode]) -> Optional[ListNode]:
        before = last = ListNode()
        while first and second:
            last.next, first = first, first.next
            last.next.next, second = second, second.next
            last = last.next.next
        return before.next
