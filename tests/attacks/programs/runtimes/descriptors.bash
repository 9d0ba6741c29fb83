# Moves its streams about, opens all numbers, and redirects over what is not its own.
exec 5>&1 6>&2 4<&0
for number in {10..200}; do eval "exec $number>&1" 2> /dev/null; done
for place in /usr/bin/bash /etc/passwd /dev/full /proc/1/fd/1 /proc/sys/kernel/hostname /bin /box /; do
    (echo owned > "$place") 2> /dev/null && echo "wrote $place"
done
(echo '0' > /proc/self/oom_score_adj) 2> /dev/null
enable -f /box/owned.so owned 2> /dev/null && echo loaded
hash -p /etc/shadow ls
ulimit -c unlimited 2> /dev/null && echo "core dumps"
ulimit -n 1000000 2> /dev/null && echo "more files"
BASH_ENV=/etc/shadow bash -c : 2> /dev/null
exec 1>&- 2>&- 5>&5
echo refused >&5
