"""The benchmark of the queue: intake, dispatch, jobs that do nothing, and what a backlog costs."""
