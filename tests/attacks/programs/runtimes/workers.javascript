// Threads that the runtime makes: what each takes is the program's.
const { Worker, isMainThread } = require("worker_threads");
if (isMainThread) for (let i = 0; i < 6; i++) new Worker(__filename);
for (;;);
