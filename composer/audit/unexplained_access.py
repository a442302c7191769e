"""Grants that no graph has: to whom they open what is ours, and who else gets at it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from composer.audit.leftovers import GOOGLES
from composer.audit.verdict import Verdict
from composer.kinds import KINDS
from composer.kinds.powers import Power
from composer.live.iam_grants import holder_property, member_kinds
from composer.privacy.principals import AGENT
from composer.privacy.role_powers import of_role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from composer.audit.expected import Expected
    from composer.live.live_objects import LiveObject

EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
"""Whoever is on the internet; the second of them needs an account of Google's, which costs nothing."""
_BUILDER = re.compile(r"serviceAccount:(?P<number>\d+)@cloudservices\.gserviceaccount\.com")
"""The account by which Google's own deployments act in a project, an editor of it from its first day on."""
_OPENS = frozenset({Power.MESSAGES, Power.FILES, Power.ROWS, Power.DECRYPT, Power.GOVERN})
"""What lets somebody at events on a whole project, or lets them let themselves in."""


class Access:
    """Judges live grants that no graph has. `numbers`: those of our projects, by which Google's own accounts are told
    from those of other projects. `bootstrapped`: pairs of member and role that `bootstrap` grants on projects."""

    def __init__(
        self, everything: Iterable[Expected], numbers: Collection[str], bootstrapped: Collection[tuple[str, str]]
    ) -> None:
        self._numbers = numbers
        self._bootstrapped = bootstrapped
        self._holders: dict[tuple[str, str | None], str] = {}
        self._accounts: dict[str, str] = {}
        for one in everything:
            self._holders[one.resource.type, one.object_id] = one.owner
            if "account_id" in one.values:
                self._accounts[f"serviceAccount:{one.values['account_id']}@"] = one.owner
        self._holder_of = {kind.token: holder for holder, kind in member_kinds().items()}

    def is_grant(self, live: LiveObject) -> bool:
        """True if an object is a grant."""
        return live.token in self._holder_of

    def verdict(self, live: LiveObject) -> Verdict:
        """The verdict on a grant that no graph has."""
        member = str(live.properties.get("member", ""))
        on_project = not self._holder_of[live.token]
        ours = self.owner(live) != "" or on_project
        if member in EVERYBODY and ours:
            return Verdict.PUBLIC
        if member.startswith(GOOGLES) and not on_project:
            return Verdict.FOREIGN
        if self.owner(live):
            return Verdict.EXTRA_GRANT
        if on_project and (member, str(live.properties.get("role"))) in self._bootstrapped:
            return Verdict.FOREIGN
        if on_project and not self._is_googles(member) and of_role(str(live.properties.get("role")), {}) & _OPENS:
            return Verdict.INHERITED
        return Verdict.FOREIGN

    def owner(self, live: LiveObject) -> str:
        """Whose the object is that something is granted on or, on a project, the account that it is granted to."""
        holder = self._holder_of[live.token]
        if holder:
            return self._holders.get((holder, str(live.properties.get(holder_property(KINDS[live.token])))), "")
        return self._accounts.get(f"{str(live.properties.get('member', '')).partition('@')[0]}@", "")

    def _is_googles(self, member: str) -> bool:
        match = AGENT.fullmatch(member) or _BUILDER.fullmatch(member)
        if match is None:
            return False
        number = next((one for one in match.groupdict().values() if one), "")
        return not number or number in self._numbers
