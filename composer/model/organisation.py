"""Who belongs to the organisation: domains of people and groups, projects of service accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.model.environment import Cell

_ACCOUNT = re.compile(r"[^@]+@(?P<project>[a-z][a-z0-9-]*)\.iam\.gserviceaccount\.com")
_APPSPOT = re.compile(r"(?P<project>[a-z][a-z0-9-]*)@appspot\.gserviceaccount\.com")
_NUMBERED = re.compile(
    r"((service|bq)-(?P<agent>\d+)@[a-z0-9-]+\.iam|(?P<default>\d+)-compute@developer|(?P<build>\d+)@cloudbuild|"
    r"(?P<services>\d+)@cloudservices)\.gserviceaccount\.com"
)
_HOST = re.compile(r"https?://(?:[^/@]*@)?(?P<host>[^/:?#]+)")


@dataclass(frozen=True, slots=True)
class Organisation:
    """`domains` of mail addresses; a domain below one of them is ours, too. `projects` of service accounts beside those
    of environments. `numbers`: of projects, which Google's own accounts are named after."""

    domains: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def with_cells(self, cells: Iterable[Cell]) -> Organisation:
        """The same, in an environment: its projects are ours."""
        every = tuple(cells)
        projects = self.projects | {cell.project for cell in every}
        return Organisation(self.domains, projects, self.numbers | {cell.project_number for cell in every})

    def has(self, principal: str) -> bool:
        """True if a principal is one of ours; everybody on the internet and whatever is not understood are not."""
        kind, _, identifier = principal.partition(":")
        match kind:
            case "serviceAccount":
                return self._has_account(identifier)
            case "user" | "group":
                return self._has_domain(identifier.rpartition("@")[2])
            case "domain":
                return self._has_domain(identifier)
            case "projectOwner" | "projectEditor" | "projectViewer":
                return identifier in self.projects
            case "view" | "routine" | "dataset" | "table":
                return identifier.partition(".")[0] in self.projects
            case "push_endpoint":
                host = _HOST.match(identifier)
                return host is not None and self._has_domain(host["host"])
            case _:
                return False

    def _has_domain(self, domain: str) -> bool:
        name = domain.lower()
        return any(name == one or name.endswith(f".{one}") for one in self.domains)

    def _has_account(self, email: str) -> bool:
        numbered = _NUMBERED.fullmatch(email)
        if numbered:
            return any(number in self.numbers for number in numbered.groupdict().values() if number)
        named = _ACCOUNT.fullmatch(email) or _APPSPOT.fullmatch(email)
        if named:
            return named["project"] in self.projects
        # projects of an organisation's domain: …@project.example.com.iam.gserviceaccount.com
        scoped = email.rpartition("@")[2].removesuffix(".iam.gserviceaccount.com").partition(".")[2]
        return email.endswith(".iam.gserviceaccount.com") and self._has_domain(scoped)
