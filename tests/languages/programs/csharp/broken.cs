class Broken { static void Main() { undeclared(); } }
