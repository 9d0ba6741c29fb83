// Wrong: the numbers of a subsequence need not stand next to each other.
const [n, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
let [longest, length] = [1, 1];
for (let at = 1; at < n; at++) {
  length = numbers[at] > numbers[at - 1] ? length + 1 : 1;
  longest = Math.max(longest, length);
}
console.log(longest);
