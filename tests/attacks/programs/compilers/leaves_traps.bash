# As a compiler does that has been taken over: what should be the program is something else.
case $1 in
    link) ln -s /etc/passwd main ;;
    loop) ln -s main main ;;
    directory) mkdir -p main/main ;;
    pipe) mkfifo main ;;
    outside) ln -s ../../../../proc/1/environ main ;;
    empty) : > main; chmod 755 main ;;
    garbage) head -c 5000 /dev/urandom > main; chmod 755 main ;;
    script) printf '#!/no/such/interpreter\n' > main; chmod 755 main ;;
    self) printf '#!/box/main\n' > main; chmod 755 main ;;
    header) head -c 64 /usr/bin/true > main; chmod 755 main ;;
    unreadable) cp /usr/bin/true main; chmod 111 main; chmod 555 . ;;
esac
echo left
