numeric digits 20
total = 0
line = linein()
do while line \= ""
  total = total + line
  line = linein()
end
say total
