// Whenever there is nothing more to do it has more to do.
console.log("42");
process.on("SIGTERM", () => {});
process.on("beforeExit", () => setImmediate(() => {}));
process.on("exit", () => { for (;;); });
