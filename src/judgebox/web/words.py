"""Verdicts and reasons in the words, icons and tones in which people read them."""

import signal
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from judgebox.domain.submission import State, Submission
from judgebox.domain.verdict import CaseResult, Doubt, Reason, Result, Verdict, signal_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a verdict is shown.

    Attributes:
        tone: the class that gives the colour: good, bad, warn, ours or quiet.
        icon: a symbol of the sprite in `templates/icons.html`.
        help: one or two sentences for someone who sees the verdict for the first time.
    """

    title: str
    tone: str
    icon: str
    help: str


VERDICTS: Mapping[Verdict, Words] = {
    Verdict.ACCEPTED: Words(
        title="Accepted",
        tone="good",
        icon="check",
        help="The program gave the right output for every case, within all limits.",
    ),
    Verdict.PARTIALLY_ACCEPTED: Words(
        title="Partially accepted",
        tone="warn",
        icon="half",
        help="The problem gives points, and the program earned some but not all of them.",
    ),
    Verdict.WRONG_ANSWER: Words(
        title="Wrong answer",
        tone="bad",
        icon="cross",
        help="The program ended in time, but what it printed is not the answer. Look at the first difference, "
        "at edge cases, and at the format that the problem asks for.",
    ),
    Verdict.TIME_LIMIT: Words(
        title="Time limit exceeded",
        tone="bad",
        icon="clock",
        help="The program used more CPU time than the problem allows, or waited for something that never came. "
        "It may need a faster algorithm, or read input that is not there.",
    ),
    Verdict.MEMORY_LIMIT: Words(
        title="Memory limit exceeded",
        tone="bad",
        icon="memory",
        help="The program needed more memory than the problem allows, counting everything it held at once.",
    ),
    Verdict.OUTPUT_LIMIT: Words(
        title="Output limit exceeded",
        tone="bad",
        icon="output",
        help="The program printed far more than any right answer needs; often it is a loop that never ends.",
    ),
    Verdict.RUNTIME_ERROR: Words(
        title="Runtime error",
        tone="bad",
        icon="bolt",
        help="The program crashed or ended with an exit code other than 0. Typical causes: an index out of range, "
        "a division by zero, an exception that nobody caught.",
    ),
    Verdict.SANDBOX_VIOLATION: Words(
        title="Sandbox violation",
        tone="bad",
        icon="shield",
        help="The program asked the system for something that programs here may not do, and was ended for it.",
    ),
    Verdict.COMPILE_ERROR: Words(
        title="Compile error",
        tone="warn",
        icon="wrench",
        help="The compiler refused the source, so nothing was run. What it said is shown with the result.",
    ),
    Verdict.JUDGE_ERROR: Words(
        title="Judge error",
        tone="ours",
        icon="alert",
        help="Something of ours failed, several times. It says nothing about the program, "
        "which the operators can have judged again.",
    ),
    Verdict.MISCONFIGURED: Words(
        title="Problem misconfigured",
        tone="ours",
        icon="alert",
        help="The problem itself is broken or needs something that cannot be judged here. Its author must act.",
    ),
    Verdict.CANCELLED: Words(
        title="Cancelled",
        tone="quiet",
        icon="dash",
        help="Someone stopped the judging before it came to an end.",
    ),
    Verdict.SKIPPED: Words(
        title="Skipped",
        tone="quiet",
        icon="dash",
        help="This case was not run, because an earlier one had already decided the verdict.",
    ),
}

REASONS: Mapping[Reason, str] = {
    Reason.MISMATCH: "the output differs from the answer",
    Reason.NO_OUTPUT: "the program printed nothing",
    Reason.CPU: "it used up its CPU time",
    Reason.WALL: "it was not done when the elapsed time was up, though it had CPU time left",
    Reason.IDLE: "it slept or waited for too long",
    Reason.OOM_KILL: "it asked for more memory than it may have and was ended by the system",
    Reason.MEMORY_PEAK: "its memory peak lies above the limit",
    Reason.OUTPUT: "it printed more than the limit",
    Reason.FILE_SIZE: "it wrote a file larger than the limit",
    Reason.SIGNAL: "it was ended by a signal",
    Reason.EXIT: "it ended with an exit code other than 0",
    Reason.SYSCALL: "it made a forbidden system call",
    Reason.COMPILER: "the compiler reported errors",
    Reason.COMPILE_TIME: "compiling took too long",
    Reason.COMPILE_MEMORY: "compiling needed too much memory",
    Reason.COMPILE_OUTPUT: "compiling made too large a program",
    Reason.LANGUAGE: "the language is not available",
    Reason.SANDBOX: "the sandbox failed",
    Reason.LOST_WORKER: "the workers that judged it were lost",
    Reason.PLATFORM: "something else of the judge failed",
    Reason.UNSUPPORTED: "the problem needs something that cannot be judged yet",
    Reason.VALIDATOR: "the problem's checker failed, which is not the submission's fault",
    Reason.VALIDATOR_LIMIT: "the problem's checker met its own limits, which is not the submission's fault",
    Reason.BAD_SCORE: "the problem's checker gave a score that it may not give",
    Reason.PASS_LIMIT: "the problem's checker asked for more runs than the problem allows",
    Reason.GRADER: "the problem's grader failed, which is not the submission's fault",
    Reason.PROTOCOL: "it did not keep to the rules of the dialogue",
    Reason.PRESENTATION: "the output has the right content in the wrong form",
    Reason.STATIC: "the source is not what the problem allows",
    Reason.EARLY_STOP: "an earlier case had decided the verdict",
    Reason.DEPENDENCY: "it counts only if other test groups are solved",
    Reason.USER: "it was cancelled on request",
}

DOUBTS: Mapping[Doubt, str] = {
    Doubt.NEAR_LIMIT: "its time was very near the limit",
    Doubt.STARVED: "it got too little CPU time until the elapsed time was up",
    Doubt.CROWDED: "other programs took the CPU from it",
}

SIGNALS: Mapping[int, str] = {
    signal.SIGSEGV: "it touched memory that is not its own, or recursed too deeply",
    signal.SIGABRT: "it gave up by itself, as a failed assertion or an uncaught exception does",
    signal.SIGFPE: "an impossible calculation, such as an integer divided by zero",
    signal.SIGILL: "it ran an instruction that this processor does not know",
    signal.SIGBUS: "it touched memory in a way that the processor refuses",
    signal.SIGKILL: "it was killed from outside",
    signal.SIGSYS: "it made a forbidden system call",
    signal.SIGPIPE: "it wrote where nobody reads any more",
}

STATES: Mapping[State, Words] = {
    State.QUEUED: Words(title="Waiting in the queue", tone="quiet", icon="clock", help="It is judged soon."),
    State.JUDGING: Words(title="Being judged", tone="quiet", icon="clock", help="The cases are being run."),
    State.JUDGED: Words(title="Judged", tone="quiet", icon="check", help="The verdict is there."),
    State.CANCELLED: VERDICTS[Verdict.CANCELLED],
}


def words_of(submission: Submission) -> Words:
    """How a submission is shown: by its verdict, or by its state as long as it has none."""
    if submission.result is not None and submission.state.is_final:
        return VERDICTS[submission.result.verdict]
    return STATES[submission.state]


def reason_of_case(case: CaseResult) -> str:
    """Why a case got its verdict, with the exit code or the signal in words; empty if it needs no reason."""
    if case.reason is Reason.SIGNAL and case.signal is not None:
        meaning = SIGNALS.get(case.signal)
        return f"it was ended by {signal_name(case.signal)}" + (f": {meaning}" if meaning else "")
    if case.reason is Reason.EXIT and case.exit_code is not None:
        return f"it ended with exit code {case.exit_code}"
    return REASONS[case.reason] if case.reason is not None else ""


def reruns_of_case(case: CaseResult) -> str:
    """Why a case was run more than once, and what each run took; empty if it was not."""
    timing = case.timing
    if timing is None or timing.doubt is None or len(timing.runs) == 1:
        return ""
    times = ", ".join(f"{run.cpu_time.total_seconds():.3f} s" for run in timing.runs)
    return f"run {len(timing.runs)} times, since {DOUBTS[timing.doubt]}: {times} of CPU time"


def reason_of_result(result: Result) -> str:
    """Why a submission got its verdict: what its first failing case says, else its own reason."""
    failing = result.first_failing
    if failing is not None and failing.reason is not None:
        return reason_of_case(failing)
    return REASONS[result.reason] if result.reason is not None else ""


def words_for_islands() -> dict[str, dict[str, object]]:
    """All words as JSON data, so that browser and server speak alike."""
    return {
        "verdicts": {verdict.value: asdict(words) for verdict, words in VERDICTS.items()},
        "reasons": {reason.value: text for reason, text in REASONS.items()},
        "doubts": {doubt.value: text for doubt, text in DOUBTS.items()},
        "signals": {str(int(number)): f"{signal_name(number)}: {text}" for number, text in SIGNALS.items()},
    }
