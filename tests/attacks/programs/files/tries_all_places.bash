# What a shell can overwrite by redirection.
shopt -s nullglob dotglob
for place in / /bin /dev /etc /lib /proc /proc/self /proc/sys/kernel /sys /usr /usr/bin /usr/local /var /scratch /home /root /run /opt; do
    { : > "$place/judgebox-was-here"; } 2>/dev/null && echo "wrote into $place"
done
for file in /etc/* /usr/bin/bash /dev/sda /dev/vda /proc/sysrq-trigger /proc/1/mem /proc/self/mem /bin/sh; do
    [ -f "$file" ] || [ -b "$file" ] || continue
    [ "$file" = /proc/self/mem ] && continue
    { : >> "$file"; } 2>/dev/null && echo "may write $file"
done
{ : <>/dev/tcp/127.0.0.1/80; } 2>/dev/null && echo connected
echo done
