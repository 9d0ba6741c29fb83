IO.puts(String.to_integer("trouble"))
