// Ends in every bad way at once.
process.on("uncaughtException", () => process.abort());
Promise.reject(1);
queueMicrotask(() => { throw 2; });
