-module(summing).
-export([main/0]).
main() -> io:setopts([{binary, true}]), io:format("~w~n", [add(0)]).
add(Sum) ->
    case io:get_line("") of
        eof -> Sum;
        Line -> add(Sum + binary_to_integer(string:trim(Line)))
    end.
