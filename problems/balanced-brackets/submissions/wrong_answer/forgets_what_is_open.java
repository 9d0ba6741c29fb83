import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Scanner;

/** Wrong: a bracket that is never closed goes unnoticed. */
public class Main {
    public static void main(String[] args) {
        Deque<Integer> opened = new ArrayDeque<>();
        for (char bracket : new Scanner(System.in).next().toCharArray()) {
            int opening = "([{".indexOf(bracket);
            if (opening >= 0) {
                opened.push(opening);
            } else if (opened.isEmpty() || opened.pop() != ")]}".indexOf(bracket)) {
                System.out.println("no");
                return;
            }
        }
        System.out.println("yes");
    }
}
