main :- grow([]).
grow(List) :- grow([List, one, two, three | List]).
