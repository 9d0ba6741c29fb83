# Leaves things that are no regular files where results are collected, and links to what it cannot see.
import os, socket
os.symlink("/etc/shadow", "shadow")
os.symlink("/proc/self/environ", "environ")
os.symlink("/dev/zero", "endless")
os.symlink("..", "above")
os.mkfifo("pipe")
socket.socket(socket.AF_UNIX).bind("socket")
os.makedirs("directory/below")
os.symlink("/", "directory/below/root")
open("directory/below/fine.txt", "w").write("fine")
open("-rf \n\xff", "w").write("odd name")
os.chmod("directory", 0)
