import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;

public class Main {
    private static final int[] DOWN = {0, 1, 0, -1};
    private static final int[] RIGHT = {1, 0, -1, 0};

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        String[] size = in.readLine().split(" ");
        int rows = Integer.parseInt(size[0]);
        int columns = Integer.parseInt(size[1]);
        char[][] grid = new char[rows][];
        for (int r = 0; r < rows; r++) {
            grid[r] = in.readLine().toCharArray();
        }

        int[] moves = new int[rows * columns];
        Arrays.fill(moves, -1);
        int[] reached = new int[rows * columns];
        int count = 1;
        moves[0] = 0;
        for (int next = 0; next < count; next++) {
            int cell = reached[next];
            for (int step = 0; step < 4; step++) {
                int r = cell / columns + DOWN[step];
                int c = cell % columns + RIGHT[step];
                boolean inside = 0 <= r && r < rows && 0 <= c && c < columns;
                if (inside && grid[r][c] == '.' && moves[r * columns + c] < 0) {
                    moves[r * columns + c] = moves[cell] + 1;
                    reached[count++] = r * columns + c;
                }
            }
        }
        System.out.println(moves[rows * columns - 1]);
    }
}
