import java.util.Scanner;

/** Too slow: a new sieve for every question. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        for (int q = in.nextInt(); q > 0; q--) {
            int l = in.nextInt();
            int r = in.nextInt();
            boolean[] isComposite = new boolean[r + 1];
            int count = 0;
            for (int number = 2; number <= r; number++) {
                if (isComposite[number]) {
                    continue;
                }
                count += number >= l ? 1 : 0;
                for (long multiple = 2L * number; multiple <= r; multiple += number) {
                    isComposite[(int) multiple] = true;
                }
            }
            System.out.println(count);
        }
    }
}
