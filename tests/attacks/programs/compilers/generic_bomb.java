/** Lets the compiler infer a type whose name doubles at every step. */
import java.util.*;
import java.util.function.*;
public class Main {
    static <A, B> Function<A, B> twice(Function<? super A, ? extends B> f, Function<? super A, ? extends B> g) { return null; }
    static <T> T pick(T a, T b) { return a; }
    static Object all = pick(pick(pick(pick(pick(List.of(1), Set.of("")), Map.of()), pick(List.of(1.0), new Object[0])), pick(pick(Set.of(1), List.of("")), pick(1, ""))), pick(pick(pick(1, ""), pick('c', 1.0)), pick(List.of(), pick(Set.of(), 1))));
    static Function<Integer, Integer> f = twice(a -> twice(b -> twice(c -> twice(d -> twice(e -> missing(e), e -> 2).apply(d), d -> 2).apply(c), c -> 2).apply(b), b -> 2).apply(a), a -> 2);
    public static void main(String[] arguments) {}
}
