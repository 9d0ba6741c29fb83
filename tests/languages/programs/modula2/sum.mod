MODULE main;
FROM FIO IMPORT StdIn, ReadString, EOF;
FROM InOut IMPORT WriteCard, WriteLn;
FROM NumberIO IMPORT StrToCard;
CONST Base = 100000;
VAR line: ARRAY [0..31] OF CHAR; n, low, high, digits: CARDINAL;
BEGIN
  low := 0;
  high := 0;
  ReadString(StdIn, line);
  WHILE NOT EOF(StdIn) DO StrToCard(line, n); (* the sum is wider than a CARDINAL, so it is kept in two halves *)
    low := low + n;
    high := high + low DIV Base;
    low := low MOD Base;
    ReadString(StdIn, line)
  END;
  WriteCard(high, 1);
  digits := Base DIV 10;
  WHILE digits > 0 DO
    WriteCard(low DIV digits MOD 10, 1);
    digits := digits DIV 10
  END;
  WriteLn
END main.
