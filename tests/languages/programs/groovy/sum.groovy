long sum = 0
System.in.eachLine { sum += it as long }
println sum
