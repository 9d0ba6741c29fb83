import java.util.Scanner;

/** Fails with an exception at a number that is too large for an int. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long a = Integer.parseInt(in.next());
        long b = Integer.parseInt(in.next());
        System.out.println(a + b);
    }
}
