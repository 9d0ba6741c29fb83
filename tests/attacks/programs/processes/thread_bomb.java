/** Threads until the system refuses; they stay. */
public class Main {
    public static void main(String[] arguments) {
        int made = 0;
        try {
            for (;; made++) {
                Thread thread = new Thread(() -> { while (true) try { Thread.sleep(60000); } catch (InterruptedException e) { } });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError error) {
            System.out.println("refused " + (made < 64));
        }
        System.exit(0);
    }
}
