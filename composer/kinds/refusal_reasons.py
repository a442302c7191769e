"""Why a call was refused, read from the words of the answer, and only then from its HTTP status: `reasons.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = Path(__file__).with_name("reasons.yaml")
_UNITS = {"s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """One reason. `waits` (seconds, 0: it does not pass by itself) is how long it is waited for, `first` a first pause.

    `plays`: an answer that has it, as HTTP status and words; None for reasons that are not Google's.
    """

    name: str
    what: str
    way_out: str
    reasons: frozenset[str]
    pattern: re.Pattern[str] | None
    statuses: frozenset[int]
    waits: float = 0.0
    first: float = 0.0
    finds: Mapping[str, tuple[re.Pattern[str], str]] = field(default_factory=dict)
    plays: tuple[int, str] | None = None

    @property
    def passes(self) -> bool:
        """True if the same call may succeed later, without anybody doing anything."""
        return self.waits > 0

    def describe(self, text: str) -> tuple[str, str]:
        """Words for what happened and the way out, with what the text names."""
        values = {name: _extract(pattern, text, otherwise) for name, (pattern, otherwise) in self.finds.items()}
        return _one_line(self.what.format_map(values)), _one_line(self.way_out.format_map(values))


def reason_of(text: str) -> RefusalReason | None:
    """The reason in an answer's text; by its HTTP status where its words are not known, or else by what all such
    statuses mean (`400`, `500`); None without any."""
    given = frozenset(_plain(word) for pattern in _REASONS for word in pattern.findall(text))
    for reason in reasons():
        if given & reason.reasons or (reason.pattern is not None and reason.pattern.search(text)):
            return reason
    status = _STATUS.search(text)
    code = int(status[1] or status[2] or status[3]) if status else 0
    return next(
        (reason for number in (code, code // 100 * 100) for reason in reasons() if number in reason.statuses), None
    )


@cache
def reasons() -> tuple[RefusalReason, ...]:
    """Every row, in order."""
    return tuple(_reason(row) for row in yaml.safe_load(files.read(_TABLE, within=None)))


def reason(name: str) -> RefusalReason:
    """The row of a name."""
    return next(one for one in reasons() if one.name == name)


def _reason(row: Mapping[str, Any]) -> RefusalReason:
    plays = row.get("plays")
    return RefusalReason(
        name=row["name"],
        what=row["what"],
        way_out=row["way_out"],
        reasons=frozenset(_plain(word) for word in row.get("reasons", ())),
        pattern=re.compile(row["words"], re.IGNORECASE | re.DOTALL) if "words" in row else None,
        statuses=frozenset(row.get("statuses", ())),
        waits=_seconds(row.get("waits", "0s")),
        first=_seconds(row.get("first", "0s")),
        finds={name: (re.compile(pattern), otherwise) for name, (pattern, otherwise) in row.get("finds", {}).items()},
        plays=(plays["code"], plays["message"]) if plays else None,
    )


_REASONS = (
    re.compile(r",\s+([A-Za-z]\w+)(?=\s*$|:\s*provider=)", re.MULTILINE),
    re.compile(r"""["']?\breason["']?\s*[:=]\s*["']?(\w+)""", re.IGNORECASE),
    re.compile(r"""["']status["']\s*:\s*["'](\w+)"""),
    re.compile(r"rpc error: code = (\w+)"),
)
_STATUS = re.compile(r"""Error (\d{3})\b|HTTP response code (\d{3})\b|["']code["']\s*:\s*(\d{3})\b""")


def _seconds(text: str) -> float:
    return float(text[:-1]) * _UNITS[text[-1]]


def _plain(word: str) -> str:
    return word.replace("_", "").lower()


def _extract(pattern: re.Pattern[str], text: str, otherwise: str) -> str:
    match = pattern.search(text)
    return match[1] if match else otherwise


def _one_line(text: str) -> str:
    return " ".join(text.split())
