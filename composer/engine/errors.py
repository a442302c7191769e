"""The engine's and Google's failures, in words: what happened, where, and the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from composer.engine.events import Failure


class EngineFailedError(Exception):
    """The engine or the cloud failed; carries the failures in words."""

    def __init__(self, *failures: Failure) -> None:
        self.failures = failures
        super().__init__("; ".join(found.what for found in failures))


def failure(what: str, way_out: str, resource: str = "", detail: str = "") -> Failure:
    """A failure in words."""
    return Failure(what, way_out, resource, detail)


@dataclass(frozen=True, slots=True)
class Cause:
    """One family of failures: how it is recognised, what to say. `retry`: trying again later may help."""

    pattern: re.Pattern[str]
    what: str
    way_out: str
    retry: bool = False


def _cause(pattern: str, what: str, way_out: str, *, retry: bool = False) -> Cause:
    return Cause(re.compile(pattern, re.IGNORECASE | re.DOTALL), what, way_out, retry)


LOST_ANSWER = re.compile(
    r"connection reset|connection refused|transport is closing|code = Unavailable|unexpected EOF|error reading from "
    r"server|broken pipe|socket closed|stream terminated|deadline exceeded|RST_STREAM",
    re.IGNORECASE,
)
"""What an answer that never arrived looks like: the effect may have happened all the same."""

EXISTS = re.compile(r"Error 409|alreadyExists|already exists|ALREADY_EXISTS", re.IGNORECASE)

CAUSES = (
    _cause(
        r"currently locked by",
        "the stack is locked by another run",
        "wait until it has ended; a dead run's lock is taken over by the next `composer up`",
    ),
    _cause(
        r"incorrect passphrase|failed to decrypt|could not decrypt",
        "the state cannot be decrypted with the passphrase given",
        "set PULUMI_CONFIG_PASSPHRASE to the one the stack was made with",
    ),
    _cause(
        r"rateLimitExceeded|Error 429|RESOURCE_EXHAUSTED.*rate|Too many requests",
        "Google limits the rate of such calls and it stayed exceeded",
        "run `composer up` again in a minute: it goes on where it stopped; use a smaller --parallel",
        retry=True,
    ),
    _cause(
        r"quotaExceeded|QUOTA_EXCEEDED|Quota .*exceeded|quota exceeded|exceeded.*quota|too many .* per project",
        "a quota of the project is used up",
        "free some of it, ask Google to raise it, or place the Event Type in another cell",
    ),
    _cause(
        r"Error 409|alreadyExists|already exists|ALREADY_EXISTS",
        "there is an object of that name which this stack did not make",
        "delete or rename that object, or import it into the stack, then run `composer up` again",
    ),
    _cause(
        r"Error 403|PERMISSION_DENIED|permission denied|forbidden",
        "Google refused: the identity that applies may not do this",
        "grant it the missing role in the project of the cell, then run `composer up` again",
    ),
    _cause(
        r"Error 401|could not find default credentials|UNAUTHENTICATED|invalid_grant",
        "there are no valid Google credentials",
        "run `gcloud auth application-default login`, or give the CI job its workload identity",
    ),
    _cause(
        r"Error 404|notFound|NOT_FOUND|does not exist",
        "something it needs is not there",
        "see what is missing below; `composer up --refresh` finds out what was deleted by hand and makes it again",
    ),
    _cause(
        r"Error 412|conditionNotMet|is not empty|still has|in use|containerNotEmpty|resourceInUse",
        "Google refused, because something else still uses it or is in it",
        "remove what uses it first",
    ),
    _cause(
        r"as it is currently marked for protection|is protected|marked for protection",
        "it holds data and is protected from deletion",
        "retire it through its lifecycle; only simulated environments remove what is protected",
    ),
    _cause(
        r"Error 400|invalid|badRequest|INVALID_ARGUMENT|unknown property|unexpected keyword|missing required",
        "Google would not accept the request",
        "correct the definition (or the facet that made it) as the message below says",
    ),
    _cause(
        r"no such plugin|could not load plugin|no resource plugin",
        "the Pulumi provider for Google Cloud is not there",
        "for `local` run `composer up` or `composer local serve`; elsewhere let Pulumi install pulumi-resource-gcp",
    ),
    _cause(
        r"Error 5\d\d|backendError|internal error|INTERNAL",
        "Google failed on its side",
        "run `composer up` again: it goes on where it stopped",
        retry=True,
    ),
    _cause(
        LOST_ANSWER.pattern,
        "the connection broke before the answer arrived",
        "run `composer up` again: what was made all the same is found and adopted",
        retry=True,
    ),
)


def cause_of(text: str) -> Cause | None:
    """The first family that the engine's text belongs to."""
    return next((cause for cause in CAUSES if cause.pattern.search(text)), None)


def explain(resource: str, text: str) -> Failure:
    """The engine's text about one resource ("": about the stack) in words."""
    detail = clean(text)
    cause = cause_of(detail)
    if cause is None:
        first = detail.splitlines()[0] if detail else "the engine failed without saying why"
        return Failure(first, "see the engine's own words", resource, detail)
    return Failure(cause.what, cause.way_out, resource, detail)


def clean(text: str) -> str:
    """A diagnostic without colours and without the engine's wrapping."""
    plain = re.sub(r"<\{%.*?%\}>|\x1b\[[0-9;]*m", "", text).strip()
    plain = re.sub(r"\n?-- .*? --\n", "\n", plain)
    plain = re.sub(r"^(error: )+", "", plain)
    return re.sub(r"^(\d+ errors? occurred:\s*\*?\s*|(creating|updating|deleting) urn:\S+: )+", "", plain).strip()
