"""What Google would refuse in a row of a policy file, said once and there, not in every Event Type that it settles."""

from __future__ import annotations

from dataclasses import dataclass
from operator import gt, lt
from typing import TYPE_CHECKING, Any, NamedTuple

from composer.model import Importance
from composer.model.known_limits import KnownLimit
from composer.units import Seconds, Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from composer.documents.marks import Path
    from composer.spec import policy as spec
    from composer.spec.base import Spec
    from composer.spec.importance import ImportancePolicy
    from composer.spec.sizing import SizingPolicy
    from composer.units import Quantity

WHOLE = 10_000
"""The whole, in limits of shares: they are whole numbers of ten thousandths."""


class Beyond(NamedTuple):
    """A value that Google would refuse: the file, the place in it, the row of limits.yaml, and words and a hint."""

    file: str
    path: Path
    limit: KnownLimit
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Bounded:
    """Values of policy files that Google bounds, below one place of them, by keys or places inside."""

    keys: tuple[Path, ...]
    service: str
    minimum: KnownLimit | None = None
    maximum: KnownLimit | None = None
    shown: Callable[[float], Quantity] = Seconds


_KEPT = KnownLimit.SUBSCRIPTION_RETENTION_MAXIMUM
# Events wait in the subscription until delivery is late and repaired, so neither can take longer than it keeps them.
_IMPORTANCE = (
    _Bounded((("delivery_slo",), ("recovery",)), "Pub/Sub", maximum=_KEPT),
    _Bounded(
        (("subscription_retention",), ("dead_letter_retention",)),
        *("Pub/Sub", KnownLimit.SUBSCRIPTION_RETENTION_MINIMUM, _KEPT),
    ),
    _Bounded((("ack_deadline",),), "Pub/Sub", KnownLimit.ACK_DEADLINE_MINIMUM, KnownLimit.ACK_DEADLINE_MAXIMUM),
    _Bounded((("retry_backoff", 0), ("retry_backoff", 1)), "Pub/Sub", maximum=KnownLimit.RETRY_BACKOFF_MAXIMUM),
    _Bounded(
        (("reliability", "objective"), ("reliability", "daily_objective")),
        "Cloud Monitoring",
        maximum=KnownLimit.SLO_GOAL_MAXIMUM,
        shown=lambda value: Share(value / WHOLE),
    ),
)
_STORAGE = (
    _Bounded((("soft_delete",),), "Cloud Storage", KnownLimit.SOFT_DELETE_MINIMUM, KnownLimit.SOFT_DELETE_MAXIMUM),
    _Bounded((("key_rotation",),), "Cloud KMS", KnownLimit.KEY_ROTATION_MINIMUM),
)
_SIZING = (_Bounded((("healing_delay",),), "Compute Engine", maximum=KnownLimit.HEALING_DELAY_MAXIMUM),)


def beyond(
    importance: ImportancePolicy,
    storage: spec.StorageDefaults,
    sizes: SizingPolicy,
    limits: spec.LimitsPolicy,
) -> Iterator[Beyond]:
    """Every value of these files that is beyond a row of `limits`; of rows that are missing nothing is said here."""
    for level in Importance:
        yield from _judged(getattr(importance, level), "importance", (level.value,), _IMPORTANCE, limits.limits)
    yield from _judged(storage, "storage", (), _STORAGE, limits.limits)
    yield from _judged(sizes, "sizing", (), _SIZING, limits.limits)


def _judged(
    row: Spec, file: str, place: Path, bounds: tuple[_Bounded, ...], rows: Mapping[str, spec.LimitRow]
) -> Iterator[Beyond]:
    for bound, path in ((one, path) for one in bounds for path in one.keys):
        value = _value(row, path)
        for limit, end, passed in ((bound.minimum, "minimum", lt), (bound.maximum, "maximum", gt)):
            stated = rows.get(limit) if limit else None
            if limit is None or stated is None or not passed(value, stated.value):
                continue
            most = bound.shown(stated.value)
            less = "less" if end == "minimum" else "more"
            message = f"{bound.shown(value)} is {less} than {bound.service} takes ({most})"
            yield Beyond(file, (*place, *path), limit, message, f"the {end} is {most}: {stated.source}")


def _value(row: Spec, path: Path) -> float:
    """The value at a place below a row, in the unit of limits: seconds, things, ten thousandths."""
    value: Any = row
    for step in path:
        value = getattr(value, step) if isinstance(step, str) else value[step]
    if isinstance(value, float):
        return round(value * WHOLE, 6)
    return int(getattr(value, "seconds", value))
