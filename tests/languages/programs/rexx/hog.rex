x = "x"
do forever
  x = x || x
end
