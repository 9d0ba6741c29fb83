console.log(require("fs").readFileSync(0, "utf8").trim().split("\n").reduce((sum, line) => sum + Number(line), 0));
