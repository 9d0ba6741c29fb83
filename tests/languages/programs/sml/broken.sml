fun main () = print 3;
