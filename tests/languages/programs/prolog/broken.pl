main :- write(never.
