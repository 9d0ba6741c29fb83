class Loop { static void Main() { for (long x = 0; ; x++) ; } }
