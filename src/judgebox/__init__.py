"""judgebox judges programs: submit source code, watch the verdict arrive."""

from pathlib import Path

__version__ = "0.1.0"


def sample_problems_dir() -> Path:
    """Where the sample problems are: in the wheel inside the package, in a checkout beside `src`."""
    installed = Path(__file__).parent / "problems"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "problems"
