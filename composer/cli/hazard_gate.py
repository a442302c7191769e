"""What keeps `up` from doing harm that nobody has signed for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from composer.cli import exit_codes
from composer.printing import output

if TYPE_CHECKING:
    from composer.plans.planning import Plan


def refuse_open_hazards(plan: Plan) -> None:
    """End the program, before anything is done, if there is a hazard that `up` refuses in this environment."""
    from composer.hazards.lifecycle_departures import refused

    open_hazards = refused(plan.hazards, simulated=plan.simulated)
    if not open_hazards:
        return
    names = sorted({one.event_type for one in open_hazards})
    signable = [one for one in open_hazards if one.rule.waivable_by is not None]
    them = "it" if len(open_hazards) == 1 else "them"
    some = "the one that can be" if len(signable) == 1 else f"the {len(signable)} that can be"
    others = them if len(signable) == len(open_hazards) else some
    signed = f"have {others} signed in stacks/policy/waivers.yaml, " if signable else ""
    what = "this hazard" if len(open_hazards) == 1 else f"these {len(open_hazards)} hazards"
    output.echo(
        f"Nothing was applied: nobody has allowed {what} in {plan.environment} ({', '.join(names[:6])}"
        f"{' …' if len(names) > 6 else ''}). Take {them} back, {signed}or apply the other Event Types by name."
    )
    if plan.simulated:
        output.echo("What is simulated can be begun anew: `composer down NAME`, then `composer up`.")
    sys.exit(exit_codes.PROBLEMS_FOUND)
