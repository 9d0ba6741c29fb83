:- initialization(main). % which is not to start it twice

main :-
    read_line_to_string(user_input, Line),
    split_string(Line, " ", "", Words),
    maplist(number_string, Numbers, Words),
    thread_create((sum_list(Numbers, Sum), thread_exit(Sum)), Worker),
    thread_join(Worker, exited(Total)),
    write(Total), nl.
