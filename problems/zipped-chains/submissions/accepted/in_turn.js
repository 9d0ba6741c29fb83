var zipChains = function(first, second) {
    const before = new ListNode();
    let last = before;
    while (first !== null) {
        last.next = first;
        last = first;
        [first, second] = [second, first.next];
    }
    last.next = second;
    return before.next;
};
