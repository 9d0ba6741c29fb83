class Solution {
public:
    ListNode* zipChains(ListNode* first, ListNode* second) {
        ListNode before, *last = &before;
        while (first) {
            last = last->next = first;
            first = exchange(second, first->next);
        }
        last->next = second;
        return before.next;
    }
};
