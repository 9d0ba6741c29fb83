/** Letters by their numbers, which could be a slash or an end of line. */
package \u002e\u002e\u002f\u002e\u002e\u002ftmp;
public class Main\u002f\u002e\u002e\u002fOwned {
    // \u000a } class Hidden { static { System.exit(3); }
    public static void main(String[] arguments) {}
}
