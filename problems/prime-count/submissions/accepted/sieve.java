import java.util.Scanner;

public class Main {
    private static final int LIMIT = 5_000_000;

    public static void main(String[] args) {
        boolean[] isComposite = new boolean[LIMIT + 1];
        int[] primesUpTo = new int[LIMIT + 1];
        for (int number = 2; number <= LIMIT; number++) {
            primesUpTo[number] = primesUpTo[number - 1] + (isComposite[number] ? 0 : 1);
            if (!isComposite[number] && number <= LIMIT / number) {
                for (int multiple = number * number; multiple <= LIMIT; multiple += number) {
                    isComposite[multiple] = true;
                }
            }
        }
        Scanner in = new Scanner(System.in);
        StringBuilder out = new StringBuilder();
        for (int q = in.nextInt(); q > 0; q--) {
            int l = in.nextInt();
            int r = in.nextInt();
            out.append(primesUpTo[r] - primesUpTo[l - 1]).append('\n');
        }
        System.out.print(out);
    }
}
