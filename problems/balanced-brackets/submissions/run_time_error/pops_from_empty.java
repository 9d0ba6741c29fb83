import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Scanner;

/** Fails with an exception at a bracket that is closed without having been opened. */
public class Main {
    public static void main(String[] args) {
        Deque<Integer> opened = new ArrayDeque<>();
        boolean balanced = true;
        for (char bracket : new Scanner(System.in).next().toCharArray()) {
            int opening = "([{".indexOf(bracket);
            if (opening >= 0) {
                opened.push(opening);
            } else {
                balanced &= opened.pop() == ")]}".indexOf(bracket);
            }
        }
        System.out.println(balanced && opened.isEmpty() ? "yes" : "no");
    }
}
