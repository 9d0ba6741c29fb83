/* Asks whether files of the host are there; "found" is an answer. */
#if __has_include("@SECRET@") || __has_include("@OWN@") || __has_include("@PACKAGE@") || __has_include("@ANSWER@")
#error found
#endif
#if __has_include("/etc/hostname") || __has_include("/etc/shadow") || __has_include("/proc/1/environ") || __has_include("/root/.profile")
#error found
#endif
#if __has_include("/var/run/docker.sock") || __has_include("/home") || __has_include("../../../../../../root/.profile")
#error found
#endif
#error nothing
