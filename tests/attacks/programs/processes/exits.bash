# A shell says 137 where a child was killed.
case $1 in
child) bash -c 'kill -9 $$' 2>/dev/null; exit $? ;;
*) exit "$1" ;;
esac
