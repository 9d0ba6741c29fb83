main :- add(0, Sum), write(Sum), nl.
add(Sum, All) :-
    read_line_to_string(user_input, Line),
    ( Line == end_of_file -> All = Sum
    ; number_string(N, Line), Next is Sum + N, add(Next, All) ).
