-module(main).
-export([main/0]).
main() ->
    {ok, [A, B]} = io:fread("", "~d ~d"),
    Self = self(),
    [spawn(fun() -> Self ! N end) || N <- [A, B]],
    X = receive One -> One end,
    Y = receive Other -> Other end,
    io:format("~w~n", [X + Y]).
