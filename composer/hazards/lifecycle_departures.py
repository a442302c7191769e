"""The lifecycle goes another way than its table from where it was applied: also where no base was compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model import State
from composer.model.lifecycle import next_states, transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.hazards import Hazard, Judged


def refused(hazards: Iterable[Hazard], *, simulated: bool) -> list[Hazard]:
    """Those that keep `up` from doing anything. A simulated environment may be harmed, but for what its lifecycle does
    not allow anywhere."""
    return [one for one in hazards if one.open and (not simulated or one.rule.follows_lifecycle)]


def judge(change: Judged) -> Iterator[Hazard]:
    """A state that cannot follow the one that was applied."""
    was, will = change.was.state, change.will.state
    if was == will or not {was, will} <= {*State}:
        return
    source, target = State(was), State(will)
    if source is State.DELETED:
        message = f"was deleted, and its name stays reserved for ever: it cannot be `{target}`; take another name"
        yield change.hazard("ET234", "lifecycle.state", message)
    elif transition(source, target) is None:
        allowed = ", ".join(f"`{state}`" for state in next_states(source))
        message = f"cannot go from `{source}`, which was applied, to `{target}` in one step: next comes {allowed}"
        yield change.hazard("ET231", "lifecycle.state", message)
