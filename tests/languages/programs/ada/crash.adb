procedure Main is
   Trouble : exception;
begin
   raise Trouble;
end Main;
