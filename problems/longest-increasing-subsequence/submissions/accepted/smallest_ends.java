import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamTokenizer;
import java.util.Arrays;

public class Main {
    public static void main(String[] args) throws IOException {
        StreamTokenizer in = new StreamTokenizer(new InputStreamReader(new BufferedInputStream(System.in, 1 << 16)));
        in.nextToken();
        int n = (int) in.nval;
        int[] ends = new int[n];
        int length = 0;
        for (int i = 0; i < n; i++) {
            in.nextToken();
            int number = (int) in.nval;
            int at = Arrays.binarySearch(ends, 0, length, number);
            if (at < 0) {
                at = -at - 1;
            }
            ends[at] = number;
            length = Math.max(length, at + 1);
        }
        System.out.println(length);
    }
}
