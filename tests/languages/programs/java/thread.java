import java.util.*;
import java.util.stream.*;

public class Main {
    public static void main(String[] args) throws Exception {
        Scanner in = new Scanner(System.in);
        int[] numbers = { in.nextInt(), in.nextInt() };
        int[] sum = new int[1];
        Thread thread = new Thread(() -> sum[0] = Arrays.stream(numbers).parallel().sum());
        thread.start();
        thread.join();
        System.out.println(sum[0]);
    }
}
