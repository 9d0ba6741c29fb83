# Jobs that stay behind in every way of a shell.
trap '' HUP TERM INT CHLD
sleep 1000 &
disown
nohup sleep 1000 > /dev/null 2>&1 &
setsid sleep 1000 &
(sleep 1000 & (sleep 1000 &) &)
coproc sleep 1000
exec 7< <(sleep 1000)
bash -c 'kill -STOP $$' &
echo started
