// Never gives the event loop back, by promises alone.
async function again() { for (;;) await null; }
again();
setTimeout(() => process.exit(0), 1);
