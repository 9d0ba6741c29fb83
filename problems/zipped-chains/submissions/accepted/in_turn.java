class Solution {
    public ListNode zipChains(ListNode first, ListNode second) {
        ListNode before = new ListNode(), last = before;
        while (first != null) {
            ListNode next = first.next;
            last.next = first;
            last = first;
            first = second;
            second = next;
        }
        last.next = second;
        return before.next;
    }
}
