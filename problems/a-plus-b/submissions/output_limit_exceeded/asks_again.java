import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;

/** Asks for input for ever, and reads none. */
public class Main {
    public static void main(String[] args) throws IOException {
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out), 1 << 16);
        while (true) {
            out.write("Please enter two numbers: ");
        }
    }
}
