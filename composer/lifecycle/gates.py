"""Gates: what has to be true, whether it is, by which number, who can open it. Pure functions over evidence.

A gate that cannot be read is shut, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from composer.lifecycle.questions import Question
from composer.live.evidence import NO_PROBE
from composer.live.time_series import ACCEPTED_REQUEST
from composer.printing.day_counts import in_days
from composer.printing.plurals import counted
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.graph import Resource
    from composer.live.access_log import Readers
    from composer.live.dependents import Dependents
    from composer.live.evidence import Evidence
    from composer.live.stored_data import Stored
    from composer.live.time_series import Daily, Days, Split
    from composer.model import Consumer, State


_READER = "whoever may read it"


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition. `number`: the figure that it is open or shut by; `text`: what was seen; `evidence`: what proves
    it, none where files of the repository do; `opener`: who or what opens it. `readable`: nobody was refused."""

    question: Question
    open: bool
    number: str
    text: str
    evidence: tuple[Evidence, ...] = ()
    opener: str = ""
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """Something that may end: a step of an Event Type, or, without a `target`, the removal of what it left.

    `resources`: what cleanup removes, in that order. `cents`: what that frees a month, None without prices.
    """

    event_type: str
    state: State
    target: State | None
    resources: tuple[Resource, ...]
    gates: tuple[Gate, ...]
    cents: int | None
    currency: str = ""

    @property
    def open(self) -> bool:
        """True if nothing holds it back."""
        return all(gate.open for gate in self.gates)


def sunset(day: str, today: date) -> Gate:
    """Open from the day after the sunset."""
    passed = bool(day) and date.fromisoformat(day) < today
    left = (date.fromisoformat(day) - today).days + 1 if day and not passed else 0
    number = day or "no day"
    text = "it has passed" if passed else f"{in_days(left * DAY)} are left" if day else "the definition names none"
    return Gate(Question.SUNSET, passed, number, text, opener="time" if day else "whoever writes `lifecycle.sunset`")


def silent(needed: int, topic: str, daily: Daily) -> Gate:
    """Open after `needed` seconds without a publish to a topic."""
    shown = f"the last event was published to {topic}"
    return _at_rest(Question.SILENT, needed, daily, (shown, "no event was published"), "its producers")


def rejected(needed: int, event: str, of_service: Split, of_topic: Split) -> Gate:
    """Open after `needed` seconds in which nothing was rejected, neither by the Event Service nor at the topic."""
    evidence = (of_service.evidence, of_topic.evidence)
    programs = {who: days for who, days in of_service.values.items() if any(days)}
    codes = {code: days for code, days in of_topic.values.items() if code != ACCEPTED_REQUEST and any(days)}
    if not programs and not codes:
        return _proven(Question.REJECTED, needed, evidence, "nothing was rejected", "whoever runs Monitoring")
    texts, openers = [], [*programs]
    if programs:
        count, last = _of_all(programs)
        sent = f"{counted(count, 'event')} of {event}"
        texts.append(f"{_few([*programs])} sent {sent} that the Event Service rejected, the newest {_ago(last)}")
    if codes:
        count, last = _of_all(codes)
        texts.append(
            f"{counted(count, 'request')} to the topic itself got {_few([*codes])}, the newest {_ago(last)}: whose, "
            "Pub/Sub writes down nowhere"
        )
        openers.append("whoever publishes past the Event Service")
    _, last = _of_all({**programs, **codes})
    return Gate(Question.REJECTED, False, _share(last, needed), "; ".join(texts), evidence, ", ".join(openers))


def _of_all(parts: Mapping[str, Days]) -> tuple[int, int]:
    """How many there were, and seconds since the last, in whole days."""
    newest = min(age for days in parts.values() for age, value in enumerate(days) if value)
    return round(sum(value or 0 for days in parts.values() for value in days)), newest * DAY


def drained(needed: int, levels: Mapping[str, Daily], dead_letters: str) -> Gate:
    """Open once none of these subscriptions held a message for `needed` seconds, or none of them is there.
    `dead_letters`: the one of what was put aside."""
    gates = [
        _at_rest(
            Question.DRAINED,
            needed,
            daily,
            (f"{{:,.0f}} messages waited in {name}", "no message waited"),
            "whoever repairs and publishes them again, or drops them"
            if name == dead_letters
            else "whoever repairs the export",
        )
        for name, daily in levels.items()
    ]
    if not gates:
        return Gate(Question.DRAINED, True, "0", "no subscription is there")
    shut = [gate for gate in gates if not gate.open]
    if shut:
        return min(shut, key=lambda gate: gate.readable)
    return replace(gates[0], evidence=tuple(one for gate in gates for one in gate.evidence))


def closed(needed: int, daily: Daily) -> Gate:
    """Open once the audit saw no open bucket for `needed` seconds."""
    late = Seconds(round(max((value or 0 for value in daily.values), default=0))).parts
    shown = (f"a bucket was open up to {late} too long", "no bucket was open too long")
    return _at_rest(Question.CLOSED, needed, daily, shown, "the bucket closer")


def consumers(declared: Sequence[Consumer]) -> Gate:
    """Open once the definition names nobody who reads."""
    teams = sorted({consumer.team for consumer in declared})
    text = f"read by {', '.join(teams)}" if teams else "none is declared"
    return Gate(Question.CONSUMERS, not teams, str(len(teams)), text, opener=", ".join(teams))


def readers(needed: int, seen: Sequence[Readers]) -> Gate:
    """Open once nobody read anything of what was delivered for `needed` seconds."""
    last: dict[str, datetime] = {}
    for one in seen:
        for who, moment in one.last_read.items():
            last[who] = max(moment, last.get(who, moment))
    evidence = tuple(one.evidence for one in seen)
    if last:
        newest = max(last, key=lambda who: last[who])
        others = f" and {len(last) - 1} more" if len(last) > 1 else ""
        age = _seconds(evidence[0].ends - last[newest])
        text = f"{newest}{others} read it {_ago(age)}"
        return Gate(Question.READERS, False, _share(age, needed), text, evidence, ", ".join(sorted(last)))
    return _proven(Question.READERS, needed, evidence, "nobody read it", "whoever switches on the log")


def dependents(question: Question, seen: Sequence[Dependents], nothing: str) -> Gate:
    """Open where nothing that others made stands on what is to go; `nothing` says so."""
    refused = next((one for one in seen if one.refusal), None)
    if refused:
        return _unreadable(question, f"{refused.source}: {refused.refusal}")
    names = [name for one in seen for name in one.names]
    text = _few(names) if names else nothing
    return Gate(question, not names, str(len(names)), text, opener="whoever made it")


def retention(needed: int, stored: Sequence[Stored], now: datetime) -> Gate:
    """Open once the newest object or row is older than it may be kept (`needed` seconds), or there is none."""
    refused = next((one for one in stored if one.refusal), None)
    if refused:
        return _unreadable(Question.RETENTION, f"{refused.source}: {refused.refusal}")
    newest = max((one.newest for one in stored if one.newest), default=None)
    if newest is None:
        return Gate(Question.RETENTION, True, "0 objects", "nothing is stored")
    lapses = newest + timedelta(seconds=needed)
    count = sum(one.count for one in stored)
    age = _seconds(now - newest)
    text = f"the newest of {count:,} came {_ago(age)}"
    return Gate(Question.RETENTION, lapses <= now, _share(age, needed), text, opener=f"time, on {lapses:%Y-%m-%d}")


def holds(stored: Sequence[Stored]) -> Gate:
    """Open where no object is under a hold, and no locked policy keeps one."""
    refused = next((one for one in stored if one.refusal), None)
    if refused:
        return _unreadable(Question.HOLDS, f"{refused.source}: {refused.refusal}")
    held = [name for one in stored for name in one.held]
    locked = [one.source for one in stored if one.locked and one.count]
    if held:
        text = f"held: {_few(held)}"
        return Gate(Question.HOLDS, False, str(len(held)), text, opener="whoever placed the hold")
    if locked:
        text = f"its retention is locked: {', '.join(locked)}"
        return Gate(Question.HOLDS, False, str(len(locked)), text, opener="time: nobody can unlock it")
    return Gate(Question.HOLDS, True, "0", "no hold and no lock")


def _at_rest(question: Question, needed: int, daily: Daily, shown: tuple[str, str], opener: str) -> Gate:
    """Open where nothing but 0 was seen within `needed` seconds; `shown` says of a day what was, and if nothing was."""
    for age, value in enumerate(daily.values):
        if value:
            text = f"{shown[0].format(value)} {_ago(age * DAY)}"
            return Gate(question, False, _share(age * DAY, needed), text, (daily.evidence,), opener)
    return _proven(question, needed, (daily.evidence,), shown[1], "whoever runs Monitoring")


def _proven(question: Question, needed: int, evidence: tuple[Evidence, ...], text: str, opener: str) -> Gate:
    """Open if every piece of evidence would have shown the opposite."""
    weak = next((why for one in evidence if (why := one.weakness(needed))), "")
    if not evidence:
        return Gate(question, True, "0", "nothing is there that could have been")
    if weak:
        if any(one.control is None and one.without == NO_PROBE and not one.refusal for one in evidence):
            opener = "an Event Type with `probe: true` in that project, once it is as old as that"
        unread = any(one.refusal for one in evidence)
        opener = _READER if unread else opener
        return Gate(question, False, "not proven", weak, evidence, opener, readable=not unread)
    window = min(one.window for one in evidence)
    return Gate(question, True, _share(window, needed), text, evidence)


def _unreadable(question: Question, why: str) -> Gate:
    return Gate(question, False, "not proven", f"it cannot be read: {why}", opener=_READER, readable=False)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _seconds(age: timedelta) -> int:
    return max(0, round(age.total_seconds()))


def _share(passed: int, needed: int) -> str:
    """`11 of 30 days`: whole days that have passed."""
    return f"{passed // DAY:,} of {in_days(needed)}"


def _ago(seconds: int) -> str:
    days = seconds // DAY
    return f"{in_days(days * DAY)} ago" if days else "within the last day"
