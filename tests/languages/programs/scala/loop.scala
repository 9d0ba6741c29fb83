object Main extends App { var x = 0L; while (true) x += 1 }
