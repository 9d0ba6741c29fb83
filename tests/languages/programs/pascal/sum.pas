var sum, n: int64;
begin
  sum := 0;
  while not eof do begin readln(n); sum := sum + n end;
  writeln(sum)
end.
