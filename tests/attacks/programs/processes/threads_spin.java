/** Burns in threads while the main one sleeps. */
public class Main {
    static volatile long counter;

    public static void main(String[] arguments) throws InterruptedException {
        for (int i = 0; i < 4; i++)
            new Thread(() -> { while (true) counter++; }).start();
        Thread.sleep(60000);
    }
}
