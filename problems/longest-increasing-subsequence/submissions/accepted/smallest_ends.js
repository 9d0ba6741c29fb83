const [, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const ends = [];
for (const number of numbers) {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] < number) low = middle + 1;
    else high = middle;
  }
  ends[low] = number;
}
console.log(ends.length);
