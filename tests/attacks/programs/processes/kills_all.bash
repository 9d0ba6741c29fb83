# What a shell can do to others.
for number in 1 2 3 9 15 17 19; do
    kill -$number 1 2>/dev/null && echo "sent $number"
    kill -$number $PPID 2>/dev/null
done
kill -STOP -1 2>/dev/null
echo still here
kill -9 -1
echo still here
