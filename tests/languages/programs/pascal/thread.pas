uses cthreads;
var a, b: longint; parts: array[0..1] of longint; ids: array[0..1] of TThreadID; i: longint;
function work(which: pointer): ptrint;
begin
  if ptrint(which) = 0 then parts[0] := a else parts[1] := b;
  work := 0
end;
begin
  readln(a, b);
  for i := 0 to 1 do ids[i] := beginthread(@work, pointer(ptrint(i)));
  for i := 0 to 1 do waitforthreadterminate(ids[i], 0);
  writeln(parts[0] + parts[1])
end.
