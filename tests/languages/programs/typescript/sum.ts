import * as readline from "readline";
import { Interface } from "readline";

const lines: Interface = readline.createInterface({ input: process.stdin });
let sum = 0;
lines.on("line", (line: string) => { sum += Number(line); });
lines.on("close", () => console.log(sum));
