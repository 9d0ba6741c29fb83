"""Examples of every call, as the reference shows them; a test holds each one against its model."""

from typing import Any

SUBMISSION_ID = "sub_01kaxm3s8gz4q7d2n5w9t1v6bc"
SOURCE = "a, b = map(int, input().split())\nprint(a + b)\n"

NEW_SUBMISSION: dict[str, Any] = {"problem": "a-plus-b", "language": "python", "source": SOURCE, "user_id": "ada"}
NEW_BATCH: dict[str, Any] = {
    "submissions": [
        {"problem": "a-plus-b", "language": "python", "source": SOURCE},
        {"language": "python", "source": "print(input()[::-1])\n", "scope": "input", "input": "stressed\n"},
    ]
}

SAMPLE_CASE: dict[str, Any] = {
    "index": 0,
    "name": "sample/1",
    "visible": True,
    "verdict": "AC",
    "reason": None,
    "cpu_time_s": 0.014,
    "wall_time_s": 0.016,
    "memory_kib": 6120,
    "exit_code": 0,
    "signal": None,
    "signal_name": None,
    "message": None,
    "input": "1 2\n",
    "answer": "3\n",
    "output": "3\n",
    "error": "",
    "timing": None,
}
SECRET_CASE: dict[str, Any] = {
    **SAMPLE_CASE,
    "index": 1,
    "name": "secret/01",
    "visible": False,
    "input": None,
    "answer": None,
    "output": None,
    "error": None,
}
CASE_RUN_AGAIN: dict[str, Any] = {
    **SECRET_CASE,
    "index": 2,
    "name": "secret/02",
    "cpu_time_s": 1.962,
    "wall_time_s": 1.968,
    "timing": {
        "doubt": "near_limit",
        "runs": [
            {"cpu_time_s": 2.041, "wall_time_s": 2.307, "involuntary_switches": 152, "alone": False},
            {"cpu_time_s": 1.962, "wall_time_s": 1.968, "involuntary_switches": 9, "alone": True},
        ],
    },
}

SUBMISSION_ITEM: dict[str, Any] = {
    "id": SUBMISSION_ID,
    "problem": "a-plus-b",
    "language": "python",
    "user_id": "ada",
    "scope": "all",
    "state": "judged",
    "verdict": "AC",
    "reason": None,
    "score": None,
    "cpu_time_s": 1.962,
    "memory_kib": 6120,
    "detail": None,
    "tier": "A",
    "generation": 1,
    "attempt": 1,
    "not_before": None,
    "created_at": "2026-11-25T16:00:00Z",
    "judged_at": "2026-11-25T16:00:04.440000Z",
}
SUBMISSION: dict[str, Any] = {
    **SUBMISSION_ITEM,
    "compile_output": "",
    "max_score": None,
    "groups": [],
    "first_failing": None,
    "cases": [SAMPLE_CASE, SECRET_CASE, CASE_RUN_AGAIN],
}
QUEUED_SUBMISSION: dict[str, Any] = {
    **SUBMISSION,
    **dict.fromkeys(("verdict", "cpu_time_s", "memory_kib", "tier", "judged_at", "compile_output")),
    "state": "queued",
    "attempt": 0,
    "cases": [],
}
CANCELLED_SUBMISSION: dict[str, Any] = {
    **QUEUED_SUBMISSION,
    "state": "cancelled",
    "verdict": "CA",
    "reason": "user",
    "cpu_time_s": 0.0,
    "memory_kib": 0,
    "compile_output": "",
    "judged_at": "2026-11-25T16:00:00.090000Z",
}
SUBMISSION_PAGE: dict[str, Any] = {"items": [SUBMISSION_ITEM], "has_more": True, "next": SUBMISSION_ID}
BATCH: dict[str, Any] = {
    "submissions": [
        QUEUED_SUBMISSION,
        {**QUEUED_SUBMISSION, "id": "sub_01kaxm3s8gz4q7d2n5w9t1v6bd", "problem": None, "scope": "input"},
    ]
}

EVENT: dict[str, Any] = {
    "kind": "case",
    "submission": SUBMISSION_ID,
    "problem": "a-plus-b",
    "generation": 1,
    "attempt": 1,
    "sequence": 3,
    "case_count": 3,
    "case": SECRET_CASE,
    "result": None,
}
FINISHED_EVENT: dict[str, Any] = {
    **EVENT,
    "kind": "finished",
    "sequence": 1_000_000,
    "case": None,
    "result": {
        "verdict": "AC",
        "reason": None,
        "score": None,
        "cpu_time_s": 1.962,
        "memory_kib": 6120,
        "detail": None,
    },
}

PROBLEM_ITEM: dict[str, Any] = {
    "id": "a-plus-b",
    "name": "A + B",
    "time_limit_s": 2.0,
    "memory_limit_mib": 256,
    "scores": False,
    "author": "judgebox",
    "keywords": ["input and output"],
}
PROBLEM_LIST: dict[str, Any] = {"items": [PROBLEM_ITEM]}
PROBLEM: dict[str, Any] = {
    **PROBLEM_ITEM,
    "kind": "program",
    "names": {"en": "A + B"},
    "statement": "Given $a$ and $b$, print their sum.",
    "output_limit_bytes": 8388608,
    "source_limit_bytes": 65536,
    "case_count": 12,
    "passes": 1,
    "input_file": None,
    "output_file": None,
    "max_score": None,
    "groups": [],
    "function": None,
    "languages": None,
    "language_limits": {"java": {"time_limit_s": 4.0, "memory_limit_mib": 512}},
    "samples": [{"name": "sample/1", "input": "1 2\n", "answer": "3\n", "cut": False}],
    "source": None,
    "license": "cc by-sa",
    "version": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "unsupported": [],
}

LANGUAGE_LIST: dict[str, Any] = {
    "items": [
        {
            "id": "python",
            "name": "Python 3",
            "aliases": ["python3", "py"],
            "extensions": [".py"],
            "available": True,
            "package": None,
            "version": "Python 3.11.2",
        },
        {
            "id": "java",
            "name": "Java",
            "aliases": [],
            "extensions": [".java"],
            "available": False,
            "package": "default-jdk-headless",
            "version": None,
        },
    ]
}

HEALTH: dict[str, Any] = {
    "healthy": True,
    "version": "0.1.0",
    "tier": "A",
    "store": {"reachable": True, "submissions": {"queued": 0, "judging": 1, "judged": 41}},
    "queue": {"reachable": True, "waiting": {"practice": 0}, "leased": {"practice": 1}},
}
UNHEALTHY: dict[str, Any] = {
    **HEALTH,
    "healthy": False,
    "queue": {"reachable": False, "waiting": None, "leased": None},
}

BANDS: dict[str, Any] = {"bands": ["bulk", "rejudge"]}
BAND: dict[str, Any] = {"band": "contest"}
INTAKE: dict[str, Any] = {"open": False}
SWITCHES: dict[str, Any] = {"paused": ["bulk", "rejudge"], "intake": "open"}
BAND_FIGURES: dict[str, Any] = {
    "band": "practice",
    "waiting": 412,
    "offered": 200,
    "judging": 8,
    "oldest_s": 41.2,
    "rate_1m": 9.8,
    "rate_5m": 9.1,
    "wait_p50_s": 31.5,
    "wait_p90_s": 40.7,
    "paused": False,
}
QUEUE: dict[str, Any] = {
    "bands": [BAND_FIGURES],
    "intake": "open",
    "delayed": 0,
    "dead": 1,
    "rejected": 0,
    "judging_time_s": 0.8,
    "slots": 8,
    "busy_slots": 8,
    "wanted_slots": 12,
    "unserved": [{"route": "java", "waiting": 12, "wanted_slots": 1}],
}
REJECTED: dict[str, Any] = {
    "items": [
        {
            "message": '{"id": 17}',
            "reason": "the message can't be read: Object missing required field `generation`",
            "at": "2026-11-25T16:00:00Z",
        }
    ]
}
DEAD: dict[str, Any] = {
    "items": [
        {
            "id": SUBMISSION_ID,
            "problem": "a-plus-b",
            "language": "python",
            "user_id": "ada",
            "band": "practice",
            "detail": "mount: no space left on device",
            "attempts": 3,
            "worker": "judge-2",
            "created_at": "2026-11-25T16:00:00Z",
            "judged_at": "2026-11-25T16:00:09Z",
        }
    ]
}
ATTEMPTS: dict[str, Any] = {
    "items": [
        {
            "generation": 1,
            "attempt": 1,
            "worker": "judge-2",
            "started_at": "2026-11-25T16:00:00Z",
            "ended_at": "2026-11-25T16:00:01Z",
            "outcome": "failed",
            "error": "mount: no space left on device",
        }
    ]
}
WORKERS: dict[str, Any] = {
    "items": [
        {
            "id": "judge-2-5f2b8c1d",
            "name": "judge-2",
            "state": "working",
            "version": "0.1.0",
            "host": "judge-2.example.org",
            "tier": "A",
            "slots": 4,
            "busy": 1,
            "languages": {"python": "Python 3.11.2"},
            "judging": [{"submission": SUBMISSION_ID, "attempt": 1, "since": "2026-11-25T16:00:00Z"}],
            "started_at": "2026-11-25T12:00:00Z",
            "beat_at": "2026-11-25T16:00:01Z",
        }
    ]
}

CLASSIC_SUBMIT: dict[str, Any] = {"problemId": "a-plus-b", "code": SOURCE, "language": "python", "userId": "ada"}
CLASSIC_ACCEPTED: dict[str, Any] = {"submissionId": SUBMISSION_ID, "problemId": "a-plus-b", "state": "queued"}
CLASSIC_CASE: dict[str, Any] = {
    "name": "sample/1",
    "verdict": "AC",
    "reason": None,
    "cpuTimeMs": 14.0,
    "memoryKiB": 6120,
    "input": "1 2\n",
    "answer": "3\n",
    "output": "3\n",
    "error": "",
    "message": None,
}
CLASSIC_RESULT: dict[str, Any] = {
    **CLASSIC_ACCEPTED,
    "userId": "ada",
    "language": "python",
    "state": "judged",
    "verdict": "AC",
    "reason": None,
    "score": None,
    "output": "3\n",
    "error": None,
    "cpuTimeMs": 14.0,
    "memoryKiB": 6120,
    "cases": [CLASSIC_CASE],
}


def problem_example(status: int, code: str, title: str, detail: str) -> dict[str, Any]:
    """What an error looks like."""
    return {
        "type": f"/docs#error-{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": "urn:judgebox:request:req_5f2b8c1d9e0a4736",
        "code": code,
    }
