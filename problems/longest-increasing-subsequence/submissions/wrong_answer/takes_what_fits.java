import java.util.Scanner;

/** Wrong: takes every number that is greater than the last one taken. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int last = -1;
        int length = 0;
        for (int i = 0; i < n; i++) {
            int number = in.nextInt();
            if (number > last) {
                last = number;
                length++;
            }
        }
        System.out.println(length);
    }
}
