"""The life of fields between versions: which were removed too early, and which came back as something else."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from composer.schema.field_identity import Fields, MatchedBy, key, parent
from composer.schema.findings import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.schema.field_identity import Successor
    from composer.schema.walk import AnyField, Path


def lifetimes(newest: Mapping[str, Any], released: Sequence[Mapping[str, Any]]) -> tuple[Refusal, ...]:
    """Fields that went or came back in the newest schema. All are legal record schemas with their annotations, the
    released ones oldest first."""
    if not released:
        return ()
    now = Fields(newest)
    if not now.aliased and all(itertools.starmap(_continued, itertools.pairwise((*released, newest)))):
        return ()  # without a look inside
    history = [Fields(schema) for schema in released]
    if not now.aliased and _only_grew([one.by_name.keys() for one in (*history, now)]):
        return ()  # most of a fleet, every time: nothing came or went
    return (*_removed(now, history), *_returned(now, history))


def _continued(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """True if all that was added stands after the fields of before, which are as they were: types that they name are
    defined among them, so every path of before is there still."""
    same = all(before.get(part) == after.get(part) for part in ("name", "namespace"))
    return same and list(after["fields"][: len(before["fields"])]) == list(before["fields"])


def _only_grew(names: Sequence[Any]) -> bool:
    return all(before <= after for before, after in itertools.pairwise(names))


def _removed(now: Fields, history: Sequence[Fields]) -> Iterator[Refusal]:
    reported: set[Path] = set()
    for name, one in history[-1].by_name.items():
        around = parent(name)
        if now.heir(name) is not None or (around and not now.heirs(around)) or one.path in reported:
            continue
        reported.add(one.path)  # a record that is used twice loses a field once
        if any("deprecated" in version.by_name[name].field for version in history if name in version.by_name):
            continue
        place, reason = _closest(around, now), f"`{name}` is removed, and no released version deprecated it"
        hint = f"keep `{name}` with `deprecated: {{since: …, reason: …}}`; it may go with the next version after that"
        capitals = now.heirs(name)
        if capitals:
            other = capitals[0].field
            place = (*other.path, "name")
            reason = f"`{other.name}` differs from `{name}` in capital letters only: to Avro `{name}` is gone"
            hint = f"keep the name `{one.field['name']}`, or add `aliases: [{one.field['name']}]`"
        yield Refusal("ET327", name, place, reason, hint, (len(history),))


def _closest(around: str, now: Fields) -> Path:
    """The fields that a field was among, as they stand in the newest schema."""
    heirs = now.heirs(around) if around else ()
    if not heirs:
        return ("fields",)
    record = heirs[0].field
    beside = (one.path[:-1] for name, one in now.by_name.items() if parent(name) == record.name)
    return next(beside, record.path)


def _returned(now: Fields, history: Sequence[Fields]) -> Iterator[Refusal]:
    names = dict.fromkeys(name for version in history for name in version.by_name)
    reported: set[tuple[Path, str]] = set()
    for name in names:
        for heir in now.heirs(name):
            number = _last(name, history, heir)
            if number is None:
                continue
            refusal = _meaning_lost(heir, history[number - 1].by_name[name], number)
            if refusal is not None and (heir.field.path, refusal.reason) not in reported:
                reported.add((heir.field.path, refusal.reason))
                yield refusal


def _last(name: str, history: Sequence[Fields], heir: Successor) -> int | None:
    """The last version that wrote `name` before its heir took over; None where it was never gone."""
    numbers = [number for number, version in enumerate(history, start=1) if name in version.by_name]
    if heir.how is not MatchedBy.NAME:
        return numbers[-1]
    gaps = [one for one, later in zip(numbers, [*numbers[1:], len(history) + 1], strict=True) if later > one + 1]
    return gaps[-1] if gaps else None


def _meaning_lost(heir: Successor, then: AnyField, version: int) -> Refusal | None:
    now = heir.field
    before, after = then.field.get("semantic"), now.field.get("semantic")
    if not before or not after or before == after:
        return None
    if heir.how is MatchedBy.ALIAS:
        reason = f"`{now.name}` reads what was written as `{then.name}`, which meant `{before}`, not `{after}`"
        hint = f"keep the meaning, or leave the alias `{then.field['name']}` out"
    elif heir.how is MatchedBy.CAPITALS:
        reason = (
            f"`{now.name}` is, to BigQuery and Spark, the column that `{then.name}` was, which meant `{before}`;"
            f" now it would mean `{after}`"
        )
        hint = f"what was written before stays in that column: choose a name that is not `{key(then.name)}`"
    else:
        reason = f"`{now.name}` is the name of a removed field that meant `{before}`; now it would mean `{after}`"
        hint = "events of before are still read under this name: choose another one"
    return Refusal("ET328", now.name, (*now.path, "semantic"), reason, hint, (version,))
