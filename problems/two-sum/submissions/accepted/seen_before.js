const [n, target, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const positionOf = new Map();
for (let at = 0; at < n; at++) {
  const partner = positionOf.get(target - numbers[at]);
  if (partner !== undefined) {
    console.log(partner, at + 1);
    break;
  }
  positionOf.set(numbers[at], at + 1);
}
