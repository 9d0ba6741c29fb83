class Solution:
    def zipChains(self, first: Optional[ListNode], second: Optional[ListNode]) -> Optional[ListNode]:
        before = last = ListNode()
        while first:
            last.next = first
            last, first, second = first, second, first.next
        last.next = second
        return before.next
