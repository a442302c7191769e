"""What Google lets a project have and do of a kind: quotas, and rates of calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` of a kind for each value of the template `per`; `noun` is how Google names the quota.

    `row` is the quota's row in stacks/policy/limits.yaml, by which an environment's cells raise it. `code` and
    `message` are the refusal, where it is not that of most services; the words may use `{noun}`, `{limit}` and
    `{current}`.
    """

    limit: int
    per: str = "{project}"
    noun: str = ""
    row: str = ""
    code: int = 429
    message: str = (
        'Your project has exceeded a limit: (type="{noun}", current={current}, maximum={limit})., rateLimitExceeded'
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """At most one create or delete in `seconds` a project, refused with 429 where rate limits are switched on."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ChangeRate:
    """At most `changes` of one object in `seconds`, refused with 403 where rate limits are switched on."""

    changes: int
    seconds: float
