"""`judgebox bench judging`: what judging costs beyond the runs of the program.

How it works: the judge of this process judges generated problems of a hundred cases, as `judgebox judge` does, and the
same compiled program is run on the same files without it, one run after the other and as many at once as there are
slots. Both are done in turn, so that what else the machine does falls on both. Memory is that of a process of its own
for each size of data, since what a process has once used stays in its peak.
"""
