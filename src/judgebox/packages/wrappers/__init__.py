"""Scripts that run in boxes and let programs written for other judges answer as ours do.

Each is put beside such a program as `run`, is called as a validator of the Kattis format, and finds what it is to
do in `settings.json`. They use the standard library only.
"""
