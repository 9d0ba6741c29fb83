with Ada.Integer_Text_IO; use Ada.Integer_Text_IO;
procedure Main is
   A, B, Sum : Integer;
begin
   Get (A);
   Get (B);
   declare
      task Adder;
      task body Adder is
      begin
         Sum := A + B;
      end Adder;
   begin
      null;
   end;
   Put (Sum, Width => 0);
end Main;
