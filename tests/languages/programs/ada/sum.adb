with Ada.Text_IO; use Ada.Text_IO;
procedure Summing is
   Sum : Long_Long_Integer := 0;
begin
   while not End_Of_File loop
      Sum := Sum + Long_Long_Integer'Value (Get_Line);
   end loop;
   declare
      Image : constant String := Sum'Image;
   begin
      Put_Line (Image (2 .. Image'Last));
   end;
end Summing;
