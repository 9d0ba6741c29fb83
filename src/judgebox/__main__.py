"""`python -m judgebox` is the command `judgebox`."""

from judgebox.cli.main import main

main()
