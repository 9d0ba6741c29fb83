# A compiler that stays behind: it goes on writing over its result after it has ended.
(
    trap '' HUP TERM INT
    exec < /dev/null > /dev/null 2>&1
    while :; do echo later > result; rm -f result.new; done
) &
disown
setsid bash -c 'while :; do echo later > result2; done' < /dev/null > /dev/null 2>&1 &
echo first > result
echo compiled
