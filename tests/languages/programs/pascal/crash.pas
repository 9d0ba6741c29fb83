var zero: longint;
begin
  zero := paramcount;
  writeln(1 div zero)
end.
