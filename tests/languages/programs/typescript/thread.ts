import { readFileSync } from "node:fs";
import { Worker, isMainThread, parentPort, workerData } from "worker_threads";

if (isMainThread) {
  const numbers: number[] = readFileSync(0, "utf8").split(" ").map(Number);
  new Worker(__filename, { workerData: numbers }).on("message", (sum: number) => console.log(sum));
} else {
  parentPort!.postMessage((workerData as number[]).reduce((a, b) => a + b));
}
