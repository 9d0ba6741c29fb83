/** Writes where nothing is, by the JVM's own back door. */
import java.lang.reflect.Field;
public class Main {
    public static void main(String[] arguments) throws Exception {
        System.out.println("before");
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        System.out.println("after");
    }
}
