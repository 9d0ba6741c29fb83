/* The launcher: makes boxes and runs programs in them. Mechanism without policy: what is mounted, what
 * is limited, what is forbidden and what an ending means is decided in Python and comes here as data.
 *
 * How it works
 * ============
 *
 * Processes, each the parent of the next:
 *
 *     worker    Python. Starts the spawner by exec, with one end of a socket pair. Decides everything.
 *     spawner   this file. One per worker, one thread, small. Knows nothing of running programs: for
 *               each NEW_BOX message it clones an init, writes its id maps, and forgets it.
 *     init      box.c. Pid 1 of a box. Builds the root, hardens itself, then serves its own socket.
 *     resident  warm.c, resident.c. An interpreter that the init has started, if it was asked to; waits to be
 *               copied. Runs nothing of a stranger.
 *     program   run.c, child.c. The stranger's program; anything that it starts is in the same box. Started by
 *               the init, or a copy of the resident whose parent is the init.
 *
 * Why a spawner: a fork of the worker would be slow, would carry its peak memory into the program's
 * figures, and a worker with threads can leak descriptors between concurrent forks.
 *
 * Sockets: the worker makes a socket pair for each box and sends one end to the spawner, which
 * hands it to the init and closes its own copy. From then on the worker and the init talk alone, and
 * strictly in turn: one request, its answer, the next request. The one exception is KILL, which may
 * come while a RUN is unanswered. A box is usable after READY. If the init ends, the worker reads
 * end-of-file; if the worker ends or closes its end, the init reads it and ends, and with pid 1 the
 * kernel ends every process of the box. In case a socket was inherited by someone, each process has
 * also asked the kernel to be killed when its parent ends.
 *
 * Who holds which rights, when:
 *
 *     spawner   those of the worker, root's or a plain user's, without the system calls that making boxes does not
 *               need. All that it starts inherits that filter.
 *     init      starts in new user, mount, pid, net, ipc and uts namespaces with all capabilities over
 *               them and none over the host. If the worker is root, it takes an id of its own that is
 *               nobody on the host (has_own_ids); else it stays the worker's user. The host's file
 *               system is in reach until the pivot to the new root, then no more. Its bounding set is
 *               empty and no_new_privs is set, so nothing that a box executes ever gains a right; init
 *               itself never executes anything. It is not dumpable, so programs cannot look into it, and a
 *               further filter takes what only making the box has needed.
 *     resident  the init's rights over the box, by ambient capabilities, since its copies must be able to lose
 *               them like any child of the init. Only where programs have another id (has_own_ids), so that
 *               they can neither trace nor signal it.
 *     program   joins its control group first, so that nothing is charged elsewhere; then loses,
 *               in this order: the view of the control groups, the files outside of what Landlock allows,
 *               descriptors, limits, ids, capabilities, and last the system calls that the filter forbids,
 *               because the steps before need them. The code is the same for children and copies: child.c.
 *
 * Between two runs nothing is left: when the program's first process has ended, for whatever reason, init
 * kills every process of its pid namespace but the resident, waits until none is left, and only then sends
 * RESULT. Each run has its own ipc namespace. /tmp, /dev/shm and, once the box is frozen, the writable layer of
 * /box are one tmpfs that is replaced if a run has touched it (scratch.c).
 *
 * Time: a box takes a millisecond or two to make, a run some tenths more than the program's own start, because
 * what can be is done once a box: the filters, the Landlock rules, the control group and its files.
 *
 * Output: a run's streams, and its further outputs, are pipes that init copies to memory files which the worker also
 * holds. So a program never waits for a busy worker, the memory is not charged to the program, and
 * the caps are kept here, at once.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "launcher.h"

#define WORKER_SOCKET 0 /* the worker passes its socket as standard input */

/* Lose, for itself and all that it will start, the calls that none of them needs. */
static bool harden(const struct message *message)
{
    const struct header *header = (const struct header *)message->bytes;
    struct syscall_filter filter = {.instructions = header + 1,
                                    .length = (uint32_t)((message->length - sizeof *header) / 8)};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && install_filter(&filter);
}

int main(void)
{
    static struct message message;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "judgebox-launch");
    signal(SIGCHLD, SIG_IGN); /* inits need no waiting: their sockets tell all */
    signal(SIGINT, SIG_IGN);  /* a Ctrl-C at the terminal is for the worker, which then ends us in order */
    signal(SIGTERM, SIG_IGN);
    if (chdir("/") != 0)
        return EXIT_FAILURE;
    close_range(STDERR_FILENO + 1, ~0u, 0); /* 1 and 2 are /dev/null, so that no descriptor below 3 is ever free */
    if (!receive_message(WORKER_SOCKET, &message) || kind_of(&message) != MESSAGE_FILTER || !harden(&message))
        return EXIT_FAILURE;
    while (receive_message(WORKER_SOCKET, &message)) {
        if (kind_of(&message) != MESSAGE_NEW_BOX)
            return EXIT_FAILURE;
        create_box(&message);
        close_fds(&message, 0);
        prepare_network();
    }
    return EXIT_SUCCESS;
}
