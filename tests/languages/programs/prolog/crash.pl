main :- X is 1 / (2 - 2), write(X).
