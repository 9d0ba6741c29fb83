"""Read graded submissions of packages whose own format has none, where somebody has put them in as others do."""

from judgebox.domain.problem import GradedSubmission, ProblemLimits
from judgebox.packages.expectations import read_submissions
from judgebox.packages.gathering import Gathering
from judgebox.packages.problem_yaml import Format, Metadata


def read_graded(gathering: Gathering) -> tuple[GradedSubmission, ...]:
    """Read the folder `submissions` as that of an ICPC package, with its folders for verdicts.

    Raises:
        ProblemError: a program can't be read.
    """
    metadata = Metadata(format=Format.LEGACY, names={}, limits=ProblemLimits(), time_limit=None)
    submissions, warnings = read_submissions(gathering.folder, metadata)
    gathering.warnings += warnings
    return submissions
