class Solution {
    public String turnLetters(String text, int steps) {
        StringBuilder turned = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c >= 'a' && c <= 'z')
                c = (char) ('a' + Math.floorMod(c - 'a' + steps, 26));
            else if (c >= 'A' && c <= 'Z')
                c = (char) ('A' + Math.floorMod(c - 'A' + steps, 26));
            turned.append(c);
        }
        return turned.toString();
    }
}
