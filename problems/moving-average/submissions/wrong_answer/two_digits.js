// Wrong: two digits after the point are too few.
const [n, k, ...values] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const averages = [];
let sum = 0;
for (let at = 0; at < n; at++) {
  sum += values[at];
  if (at >= k) sum -= values[at - k];
  if (at >= k - 1) averages.push((sum / k).toFixed(2));
}
console.log(averages.join("\n"));
