class Solution {
    public ListNode zipChains(ListNode first, ListNode second) {
        ListNode head = first;
        while (second != null) {
            ListNode next = first.next, after = second.next;
            first.next = second;
            second.next = next;
            first = next;
            second = after;
        }
        return head;
    }
}
