import java.util.Scanner;

/** Too slow: compares every number with all before it. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[] numbers = new int[n];
        int[] longest = new int[n];
        int best = 0;
        for (int i = 0; i < n; i++) {
            numbers[i] = in.nextInt();
            for (int j = 0; j < i; j++) {
                if (numbers[j] < numbers[i]) {
                    longest[i] = Math.max(longest[i], longest[j]);
                }
            }
            longest[i]++;
            best = Math.max(best, longest[i]);
        }
        System.out.println(best);
    }
}
