"""What a client does: send programs, follow one to its end."""

from collections.abc import Sequence

import httpx2

from judgebox.cli.bench.problem import PROBLEM_ID, source_of
from judgebox.domain.errors import PlatformError
from judgebox.domain.verdict import Verdict

ANSWER_WITHIN_S = 120.0


class BenchClient:
    """Talks with one server over a kept connection."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, timeout=ANSWER_WITHIN_S)

    def close(self) -> None:
        self._http.close()

    def submit_and_follow(self, number: int) -> str:
        """Send a program and read its events to the last one; return the submission's id."""
        submission_id = str(self._post("/api/v1/submissions", _submission(number))["id"])
        with self._http.stream("GET", f"/api/v1/submissions/{submission_id}/events") as events:
            for line in events.iter_lines():
                if line == "event: finished":
                    return submission_id
        raise PlatformError(f"the events of {submission_id} ended without a last one")

    def submit_all(self, numbers: Sequence[int]) -> Sequence[str]:
        """Send programs in one request; return the submissions' ids."""
        body: dict[str, object] = {"submissions": [_submission(number) for number in numbers]}
        created = self._post("/api/v1/submissions/batch", body)["submissions"]
        assert isinstance(created, list)
        return [str(each["id"]) for each in created]

    def wait_accepted(self, submission_id: str) -> str | None:
        """Wait for the verdict, which has to be AC: a wrong judge may be as fast as it likes.

        Returns:
            The tier of the sandbox that was used.
        """
        judged = self._http.get(f"/api/v1/submissions/{submission_id}", params={"wait": 60}).json()
        verdict, tier = judged.get("verdict"), judged.get("tier")
        if verdict != Verdict.ACCEPTED:
            raise PlatformError(f"submission {submission_id} of a right program ended with verdict {verdict}")
        return None if tier is None else str(tier)

    def _post(self, path: str, body: dict[str, object]) -> dict[str, object]:
        answer = self._http.post(path, json=body)
        if answer.status_code != httpx2.codes.CREATED:
            raise PlatformError(f"POST {path} was answered with {answer.status_code}: {answer.text[:200]}")
        created: dict[str, object] = answer.json()
        return created


def _submission(number: int) -> dict[str, object]:
    return {"problem": PROBLEM_ID, "language": "python", "source": source_of(number)}
