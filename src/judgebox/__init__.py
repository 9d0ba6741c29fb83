"""judgebox judges programs: submit source code, watch the verdict arrive."""

__version__ = "0.1.0"
