# Jobs in the background that burn, behind a shell that ends well.
for _ in 1 2 3 4 5 6; do
    (trap "" HUP INT TERM; while :; do :; done) &
    disown
done
echo done
