/** A hook that never ends, and a thread that ignores everything. */
public class Main {
    public static void main(String[] arguments) {
        System.out.println("42");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> { for (;;) { } }));
        System.exit(0);
    }
}
