/** No bottom, in the main thread and in one with a stack of its own size. */
public class Main {
    static int deeper(int n) {
        return deeper(n + 1) + 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            deeper(0);
        } catch (StackOverflowError error) {
            System.out.println("overflow");
        }
        Thread thread = new Thread(null, () -> deeper(0), "deep", 1L << 40);
        thread.start();
        thread.join();
        System.exit(3);
    }
}
