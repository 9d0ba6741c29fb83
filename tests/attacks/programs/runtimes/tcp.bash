# The shell's own sockets, to a port of the host that does listen.
read -r port
for place in "tcp/127.0.0.1/$port" tcp/localhost/6379 tcp/169.254.169.254/80 "tcp/0.0.0.0/$port"; do
    if (exec 3<> "/dev/$place"; echo hello >&3) 2> /dev/null; then echo "reached $place"; fi
done
for tool in curl wget nc ncat telnet ssh; do
    command -v $tool > /dev/null && timeout 0.2 $tool "http://127.0.0.1:$port/" 2> /dev/null && echo "$tool reached it"
done
echo refused
