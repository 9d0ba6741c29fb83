"""The command line: `judgebox up`, `serve`, `worker`, `db`, `judge`, `run`, `verify`, `doctor`, `bench`."""
