"""The engine's and Google's failures, in words: what happened, where, and the way out."""

from __future__ import annotations

import re

from composer.kinds.refusal_reasons import reason_of
from composer.live.failures import CloudFailedError, Failure


class EngineFailedError(CloudFailedError):
    """The engine failed, or the cloud refused what it did; carries the failures in words."""


def failure(what: str, way_out: str, resource: str = "", detail: str = "") -> Failure:
    """A failure in words."""
    return Failure(what, way_out, resource, detail)


def explain(resource: str, text: str) -> Failure:
    """The engine's text about one resource ("": about the stack) in words."""
    detail = clean(text)
    reason = reason_of(detail)
    if reason is None:
        first = detail.splitlines()[0] if detail else "the engine failed without saying why"
        return Failure(first, "see the engine's own words", resource, detail)
    return Failure(*reason.describe(detail), resource, detail)


def clean(text: str) -> str:
    """A diagnostic without colours and without the engine's wrapping."""
    plain = re.sub(r"<\{%.*?%\}>|\x1b\[[0-9;]*m", "", text).strip()
    plain = re.sub(r"\n?-- .*? --\n", "\n", plain)
    plain = re.sub(r"^(error: )+", "", plain)
    return re.sub(r"^(\d+ errors? occurred:\s*\*?\s*|(creating|updating|deleting) urn:\S+: )+", "", plain).strip()
