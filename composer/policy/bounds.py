"""What Google would refuse in a row of importance.yaml, said once and there, not in every Event Type of that level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model import Importance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.spec import policy as spec
    from composer.spec.quantities import Duration

BOTH = ("minimum", "maximum")


def judge(
    importance: spec.ImportancePolicy,
    limits: spec.LimitsPolicy,
    complain: Callable[[str, str, tuple[str | int, ...], str, str], None],
) -> bool:
    """Complain (code, message, path in importance.yaml, hint, row of limits.yaml); whether there was nothing to."""
    fine = True
    for level in Importance:
        for path, value, limit, ends in _bounded(getattr(importance, level)):
            for end in ends:
                beyond = int.__lt__ if end == "minimum" else int.__gt__
                row = limits.limits.get(f"{limit}_{end}")
                if row is None or not beyond(value.seconds, row.value):
                    continue
                fine = False
                message = (
                    f"{value} is {'less' if end == 'minimum' else 'more'} than Pub/Sub takes ({row.value} seconds)"
                )
                hint = f"the {end} is {row.value} seconds: {row.source}"
                complain("ET706", message, (level.value, *path), hint, f"{limit}_{end}")
    return fine


def _bounded(row: spec.ImportanceRow) -> Iterator[tuple[tuple[str | int, ...], Duration, str, tuple[str, ...]]]:
    """Each bounded value: its place in its row, the value, the beginning of the rows of its limits, and their ends.

    Events wait in the subscription until delivery is late and repaired, so neither can take longer than it keeps them.
    """
    for key in ("delivery_slo", "recovery"):
        yield (key,), getattr(row, key), "pubsub.subscription_retention", ("maximum",)
    yield ("subscription_retention",), row.subscription_retention, "pubsub.subscription_retention", BOTH
    yield ("dead_letter_retention",), row.dead_letter_retention, "pubsub.subscription_retention", BOTH
    yield ("ack_deadline",), row.ack_deadline, "pubsub.ack_deadline", BOTH
    for index, pause in enumerate(row.retry_backoff):
        yield ("retry_backoff", index), pause, "pubsub.retry_backoff", BOTH
