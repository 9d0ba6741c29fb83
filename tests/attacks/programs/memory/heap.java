import java.util.ArrayList;
import java.util.List;

/** Keeps all that it makes, beside the heap, where the limit of the heap does not count. */
public class Main {
    public static void main(String[] arguments) {
        List<java.nio.ByteBuffer> kept = new ArrayList<>();
        while (true) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocateDirect(4 << 20);
            for (int i = 0; i < buffer.capacity(); i += 4096)
                buffer.put(i, (byte) 1);
            kept.add(buffer);
        }
    }
}
