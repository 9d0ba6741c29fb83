// Too much memory: a table with an entry for every number that could occur, 800 MB.
const largest = 1e8;
const [n, target, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const positionOf = new Int32Array(2 * largest + 1).fill(-1);
for (let at = 0; at < n; at++) {
  const partner = target - numbers[at] + largest;
  if (positionOf[partner] > 0) {
    console.log(positionOf[partner], at + 1);
    break;
  }
  positionOf[numbers[at] + largest] = at + 1;
}
