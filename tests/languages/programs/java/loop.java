package deep.down;

class Loop { public static void main(String[] args) { for (long x = 0; ; x++) ; } }
