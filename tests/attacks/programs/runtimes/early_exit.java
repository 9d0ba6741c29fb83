/** Ends well before main, and again while it ends. */
public class Main {
    static {
        Runtime.getRuntime().addShutdownHook(new Thread() {
            public void run() { System.out.println("hook"); }
        });
        System.out.println("static");
        System.exit(0);
    }
    public static void main(String[] arguments) { System.out.println("main"); }
}
