# The AppArmor profile `judgebox`: for containers in which a worker makes boxes, or for a worker on a host
# that lets only programs with a profile make user namespaces (Ubuntu 23.10 and newer).
#
#   apparmor_parser --replace --write-cache deploy/apparmor.profile
#
# It allows what the launcher needs (user namespaces, mounts and pivot_root, which reach no further than the
# namespaces of a box), and denies what containers are usually denied of /proc and /sys. What holds the
# programs is the box; this holds the container.

#include <tunables/global>

profile judgebox flags=(attach_disconnected,mediate_deleted) {
  #include <abstractions/base>

  # Files, network and capabilities: what the container has of them is decided by its engine.
  file,
  network inet,
  network inet6,
  network unix,
  network netlink raw,
  capability,

  # What boxes are made of.
  userns,           # asked by AppArmor 4 and newer; with version 3 remove this line, which it can't read
  mount,
  remount,
  umount,
  pivot_root,

  # Signals: from the container's engine, and among ourselves.
  signal (receive) peer=unconfined,
  signal (receive) peer=runc,
  signal (receive) peer=crun,
  signal (send, receive) peer=judgebox,
  ptrace (readby, tracedby) peer=unconfined,

  # The host's kernel, through /proc and /sys.
  deny @{PROC}/sys/** wkl,
  deny @{PROC}/sysrq-trigger rwkl,
  deny @{PROC}/kcore rwkl,
  deny @{PROC}/kmem rwkl,
  deny @{PROC}/mem rwkl,
  deny /sys/[^f]*/** wkl,
  deny /sys/f[^s]*/** wkl,
  deny /sys/fs/[^c]*/** wkl,
  deny /sys/firmware/** rwkl,
  deny /sys/kernel/security/** rwkl,
}
