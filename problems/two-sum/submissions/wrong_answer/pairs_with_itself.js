// Wrong: a number that is half of the target is taken as its own partner.
const [, target, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
for (let at = 0; at < numbers.length; at++) {
  const partner = numbers.lastIndexOf(target - numbers[at]);
  if (partner >= at) {
    console.log(at + 1, partner + 1);
    break;
  }
}
