"""What is wrong in the sound parts of a definition that is no definition yet: one mistake does not hide another.

The broken parts are filled with different things, and what is found each time does not depend on them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.policy import resolve, violations
from composer.privacy.challenges import challenges
from composer.spec.event_type import EventTypeSpec
from composer.spec.fillings import TIMES, filled

if TYPE_CHECKING:
    from composer.diagnostics import Diagnostic
    from composer.documents import Document
    from composer.model import Environment
    from composer.policy import Policies
    from composer.schema.released import Released


def problems(
    document: Document, versions: Released, environment: Environment, policies: Policies
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong whatever the broken parts of a definition were meant to say; () if that is unclear."""
    common: dict[Diagnostic, None] | None = None
    for which in range(TIMES):
        made = filled(document.value, EventTypeSpec, which)
        if made is None:
            return ()
        definition, value = made
        guess = replace(document, value=value)
        event = resolve(definition, guess, versions, policies, environment.cell_of(definition.event_type).name)
        judged = (*violations(event, guess, policies), *challenges(event, guess, policies))
        found = dict.fromkeys(replace(one, event_type="") for one in judged)  # its name may be what is broken
        common = found if common is None else {one: None for one in common if one in found}
    return tuple(common or ())
