"""`judgebox bench`: how fast this installation is, measured through its real server, and its sandbox by itself.

How the first two work: a `judgebox up` of its own is started with an empty data directory and one problem: ten
cases, solved by a small Python program. The same interpreter is run on the same inputs without
judgebox, for the bare cost. Every submission's source differs, so that nothing is answered from a cache.
How the sandbox is measured is told in sandbox/.
"""
