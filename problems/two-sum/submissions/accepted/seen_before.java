import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StreamTokenizer;
import java.util.HashMap;
import java.util.Map;

public class Main {
    private static StreamTokenizer in;

    private static int read() throws IOException {
        in.nextToken();
        return (int) in.nval;
    }

    public static void main(String[] args) throws IOException {
        in = new StreamTokenizer(new InputStreamReader(new BufferedInputStream(System.in, 1 << 16)));
        int n = read();
        int target = read();
        Map<Integer, Integer> positionOf = new HashMap<>(2 * n);
        for (int position = 1; position <= n; position++) {
            int number = read();
            Integer partner = positionOf.get(target - number);
            if (partner != null) {
                System.out.println(partner + " " + position);
                return;
            }
            positionOf.put(number, position);
        }
    }
}
