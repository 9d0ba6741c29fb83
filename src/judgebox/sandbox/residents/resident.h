/* What a resident interpreter needs of the launcher: the runs that its init asks for, and copies of itself
 * that become them. See launcher/resident.c, which has the functions, and python.c, which uses them.
 */
#ifndef RESIDENT_H
#define RESIDENT_H

int resident_ready(void); /* tell the init that we wait; 0, or -1 if it is gone */
int resident_wait(void);  /* wait for the next run; 0 if there is one, else the box ends */

/* Make the copy, a child of the init: 0 in it. Here its process id, which the init knows already, or -1. */
int resident_clone(void);

void resident_become(void);       /* in the copy: take the run's limits and lose all rights; returns only then */
void resident_take_streams(void); /* in the copy: take the run's descriptors, which may take until there is a run */
void resident_executed(void); /* in the copy, last: from here on the program's time counts */

/* Of the run, in the copy. */
int resident_argument_count(void);
const char *resident_argument(int index);
int resident_environment_count(void);
const char *resident_environment(int index); /* "NAME=value" */

#endif
