puts gets.split.map { |word| Thread.new { word.to_i } }.sum(&:value)
