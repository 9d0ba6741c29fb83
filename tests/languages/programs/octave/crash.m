disp(undeclared)
