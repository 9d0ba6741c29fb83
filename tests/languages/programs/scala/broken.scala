object Main extends App { println(undeclared) }
