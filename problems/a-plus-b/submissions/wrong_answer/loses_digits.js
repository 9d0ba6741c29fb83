// Wrong: a number of JavaScript is a double, which is exact up to 2^53 only.
const [a, b] = require("fs").readFileSync(0, "utf8").trim().split(" ").map(Number);
console.log(a + b);
