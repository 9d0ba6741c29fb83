/** Starts other programs, loads libraries, attaches itself to others, and opens connections. */
import java.io.*;
import java.net.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.Callable;
public class Main {
    static void mustFail(String what, Callable<Object> attempt) {
        try { System.out.println(what + " gave " + attempt.call()); } catch (Throwable error) { }
    }
    static String run(String... argv) throws Exception {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes()).trim();
        if (process.waitFor() != 0) throw new IOException(text);
        return text;
    }
    public static void main(String[] arguments) {
        mustFail("su", () -> run("su", "-c", "id"));
        mustFail("shadow", () -> run("cat", "/etc/shadow"));
        mustFail("kill", () -> run("bash", "-c", "kill -0 1"));
        mustFail("read", () -> Files.readString(Path.of("/etc/shadow")));
        mustFail("write", () -> Files.writeString(Path.of("/usr/bin/owned"), "x"));
        mustFail("environment", () -> Files.readString(Path.of("/proc/1/environ")));
        mustFail("library", () -> { System.load("/box/owned.so"); return 1; });
        mustFail("secret library", () -> { System.load("/etc/shadow"); return 1; });
        mustFail("connect", () -> new Socket("127.0.0.1", 6379));
        mustFail("lookup", () -> InetAddress.getByName("example.com"));
        mustFail("others", () -> ProcessHandle.allProcesses().filter(p -> p.pid() != ProcessHandle.current().pid()).findAny().get().pid());
        mustFail("init", () -> ProcessHandle.of(1).get().destroyForcibly() ? 1 : List.of().get(0));
        System.out.println("refused");
        System.exit(0);
    }
}
