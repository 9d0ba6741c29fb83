// Never ends: waits for a third number.
const numbers = require("fs").readFileSync(0, "utf8").trim().split(" ").map(BigInt);
while (numbers.length < 3);
console.log(String(numbers[0] + numbers[1]));
