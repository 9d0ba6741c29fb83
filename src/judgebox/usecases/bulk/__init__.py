"""Judge many programs, each with its tests, such as those that models write."""

from judgebox.usecases.bulk.candidate import BulkTest, Candidate, Entry, Scoring, Stop
from judgebox.usecases.bulk.codes import CodeMap, codes_of
from judgebox.usecases.bulk.comparators import Comparator, parse_comparator
from judgebox.usecases.bulk.extraction import Extract, extract_code
from judgebox.usecases.bulk.judge import BulkJudge, judge_many
from judgebox.usecases.bulk.judgement import BulkOutcome, Judgement, TestResult
from judgebox.usecases.bulk.scoring import pass_at_k

__all__ = [
    "BulkJudge",
    "BulkOutcome",
    "BulkTest",
    "Candidate",
    "CodeMap",
    "Comparator",
    "Entry",
    "Extract",
    "Judgement",
    "Scoring",
    "Stop",
    "TestResult",
    "codes_of",
    "extract_code",
    "judge_many",
    "parse_comparator",
    "pass_at_k",
]
