/** Lies in a package, so that the compiled class is not where it is looked for. */
package etc.usr.bin;
public class Main {
    public static void main(String[] arguments) {}
    class con {} class NUL {} class \u202Egnp {} class Ünïcödé {}
}
