// Starts programs, opens files and connections, becomes somebody else, and takes hold of others.
const { execFileSync, spawnSync } = require("child_process");
const fs = require("fs");
const mustFail = (what, attempt) => {
    try {
        const result = attempt();
        console.log(what, "gave", String(result));
    } catch {}
};
mustFail("shadow", () => execFileSync("cat", ["/etc/shadow"], { stdio: "pipe" }));
mustFail("su", () => execFileSync("su", ["-c", "id"], { stdio: "pipe" }));
mustFail("uid", () => process.setuid(0));
mustFail("groups", () => process.setgroups([0]));
mustFail("kill", () => process.kill(1, "SIGKILL") && fs.readdirSync("/proc/1/fd"));
mustFail("read", () => fs.readFileSync("/proc/1/environ"));
mustFail("write", () => fs.writeFileSync("/usr/bin/owned", "x"));
mustFail("root", () => fs.mkdirSync("/owned"));
mustFail("priority", () => require("os").setPriority(1, 19));
mustFail("library", () => process.dlopen({ exports: {} }, "/etc/shadow"));
mustFail("spawn as root", () => { const done = spawnSync("id", { uid: 0 }); if (done.error) throw done.error; return done.stdout; });
const socket = require("net").connect(6379, "127.0.0.1");
socket.on("connect", () => console.log("connected"));
socket.on("error", () => console.log("refused"));
