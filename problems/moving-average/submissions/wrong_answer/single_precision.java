import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.StringTokenizer;

/** Wrong: a float has seven digits, and its running sum loses more of them with every value. */
public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer words = new StringTokenizer(in.readLine());
        int n = Integer.parseInt(words.nextToken());
        int k = Integer.parseInt(words.nextToken());
        float[] values = new float[n];
        words = new StringTokenizer(in.readLine());
        StringBuilder out = new StringBuilder();
        float sum = 0;
        for (int i = 0; i < n; i++) {
            values[i] = Float.parseFloat(words.nextToken());
            sum += values[i];
            if (i >= k) {
                sum -= values[i - k];
            }
            if (i >= k - 1) {
                out.append(sum / k).append('\n');
            }
        }
        System.out.print(out);
    }
}
