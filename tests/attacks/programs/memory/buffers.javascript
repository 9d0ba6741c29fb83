// Memory outside of the heap, which no flag of the engine limits.
const kept = [];
for (;;) kept.push(Buffer.alloc(4 << 20, 1));
