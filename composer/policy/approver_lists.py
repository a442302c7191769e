"""Who may approve what, as waivers.yaml lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from composer.rules import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.spec.privacy import WaiversPolicy


def approvers_of(policy: WaiversPolicy, role: Role) -> Sequence[str]:
    """The approvers of what this role may allow."""
    match role:
        case Role.PRIVACY:
            return policy.approvers.privacy
        case Role.PLATFORM:
            return policy.approvers.platform
        case _:
            assert_never(role)
