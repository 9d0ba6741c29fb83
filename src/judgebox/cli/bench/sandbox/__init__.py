"""`judgebox bench sandbox`: what a box costs, beside a bare process and beside other sandboxes.

How it works: each part measures its subjects in turn. A turn is a block of repetitions of one subject, so
that what a run leaves to be cleared away slows its own successors and nobody else; then comes the next
subject, and after the last one the next round begins with another. So noise of the machine hits all alike. Each
repetition is timed by itself, from the call to its answer, as Python sees it; the first ones are not counted.
"""
