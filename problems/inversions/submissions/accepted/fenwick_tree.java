import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamTokenizer;
import java.util.Arrays;

/** Counts, from the right, the smaller numbers behind each number. */
public class Main {
    public static void main(String[] args) throws IOException {
        StreamTokenizer in = new StreamTokenizer(new InputStreamReader(new BufferedInputStream(System.in, 1 << 16)));
        in.nextToken();
        int n = (int) in.nval;
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            in.nextToken();
            numbers[i] = (int) in.nval;
        }
        int[] values = Arrays.stream(numbers).sorted().distinct().toArray();
        int[] tree = new int[values.length + 1];
        long count = 0;
        for (int i = n - 1; i >= 0; i--) {
            int rank = Arrays.binarySearch(values, numbers[i]) + 1;
            for (int at = rank - 1; at > 0; at -= at & -at) {
                count += tree[at];
            }
            for (int at = rank; at < tree.length; at += at & -at) {
                tree[at]++;
            }
        }
        System.out.println(count);
    }
}
