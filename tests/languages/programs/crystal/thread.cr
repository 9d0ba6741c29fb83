channel = Channel(Int32).new
gets.not_nil!.split.each { |word| spawn { channel.send word.to_i } }
puts channel.receive + channel.receive
