function zipChains(first: ListNode | null, second: ListNode | null): ListNode | null {
    const before = new ListNode();
    let last = before;
    while (first !== null) {
        const next: ListNode | null = first.next;
        last.next = first;
        last = first;
        first = second;
        second = next;
    }
    last.next = second;
    return before.next;
}
