"""`judgebox verify`: every graded submission of packages against what its author promises, and the packages themselves.

How it works: all packages are read before the first program is judged. Then a few of them at a time are verified,
their submissions over all slots, and printed in the order in which they were named. What was judged is kept in the
cache directory as soon as it is known, so a verification that was ended goes on where it was.
"""
