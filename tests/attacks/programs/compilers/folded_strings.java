/** A constant that doubles line by line. */
public class Main {
    static final String a = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static final String b = a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a;
    static final String c = b + b + b + b + b + b + b + b + b + b + b + b + b + b + b + b;
    static final String d = c + c + c + c + c + c + c + c + c + c + c + c + c + c + c + c;
    static final String e = d + d + d + d + d + d + d + d + d + d + d + d + d + d + d + d;
    static final String f = e + e + e + e + e + e + e + e + e + e + e + e + e + e + e + e;
    static final String g = f + f + f + f + f + f + f + f + f + f + f + f + f + f + f + f;
    public static void main(String[] arguments) { System.out.println(g); }
}
