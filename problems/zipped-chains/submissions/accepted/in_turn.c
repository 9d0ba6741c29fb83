struct ListNode *zipChains(struct ListNode *first, struct ListNode *second)
{
    struct ListNode *head = NULL, **end = &head;
    while (first != NULL) {
        struct ListNode *next = first->next;
        *end = first;
        end = &first->next;
        first = second;
        second = next;
    }
    *end = second;
    return head;
}
