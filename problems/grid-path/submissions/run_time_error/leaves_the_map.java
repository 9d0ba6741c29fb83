import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Scanner;

/** Fails with an exception: steps over the border of the map. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int rows = in.nextInt();
        int columns = in.nextInt();
        String[] grid = new String[rows];
        for (int r = 0; r < rows; r++) {
            grid[r] = in.next();
        }
        int[][] moves = new int[rows][columns];
        for (int[] row : moves) {
            Arrays.fill(row, -1);
        }
        moves[0][0] = 0;
        Deque<int[]> reached = new ArrayDeque<>();
        reached.add(new int[] {0, 0});
        while (!reached.isEmpty()) {
            int[] cell = reached.remove();
            for (int[] step : new int[][] {{0, 1}, {1, 0}, {0, -1}, {-1, 0}}) {
                int r = cell[0] + step[0];
                int c = cell[1] + step[1];
                if (grid[r].charAt(c) == '.' && moves[r][c] < 0) {
                    moves[r][c] = moves[cell[0]][cell[1]] + 1;
                    reached.add(new int[] {r, c});
                }
            }
        }
        System.out.println(moves[rows - 1][columns - 1]);
    }
}
