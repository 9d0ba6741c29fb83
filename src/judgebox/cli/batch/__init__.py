"""`judgebox batch`: many programs, each with its tests, from a file of JSON lines."""
