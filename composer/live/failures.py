"""What failed in a cloud, in words: what happened, where, and the way out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in words: what happened, to which resource (""= the whole stack), what to do; the cloud's own text."""

    what: str
    way_out: str
    resource: str = ""
    detail: str = ""


class CloudFailedError(Exception):
    """The cloud, or the way to it, failed; carries the failures in words."""

    def __init__(self, *failures: Failure) -> None:
        self.failures = failures
        super().__init__("; ".join(problem.what for problem in failures))
