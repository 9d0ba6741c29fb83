package Lib is
   X : Integer := 3;
end Lib;
