/** Takes memory outside of the heap, which no flag limits. */
import java.lang.reflect.Field;
import java.lang.reflect.Method;
public class Main {
    public static void main(String[] arguments) throws Exception {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        Method take = type.getMethod("allocateMemory", long.class), set = type.getMethod("setMemory", long.class, long.class, byte.class);
        for (;;) set.invoke(unsafe, take.invoke(unsafe, 16L << 20), 16L << 20, (byte) 1);
    }
}
