object Lib { def f = 3 }
