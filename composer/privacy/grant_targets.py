"""What a grant is on: whatever of a graph it opens, whether it refers to that or names it by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.graph.resource import references
from composer.kinds import KINDS
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.privacy import principals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from composer.graph import Resource

_ABOUT_WHOM = frozenset({"member", "members", "condition", "role", "policy_data"})


def targets(grant: Resource, opened: Mapping[str, Resource]) -> Set[str]:
    """The ids of what a grant of IAM opens among `opened`: the resources that events, or what opens them, are in.

    A grant of a kind that nobody knows counts for what refers to what it is on, too (keys to their key ring, tables to
    their policies), and for everything if it is on nothing here: rather too much than a reader that is not named.
    """
    every = opened.keys()
    if grant.type == PROJECT_IAM_MEMBER.token:
        return every
    on = {key: value for key, value in grant.inputs.items() if key not in _ABOUT_WHOM}
    referred = {one.id for one in references(on)}
    names = {text.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for text in _texts(on)}
    kind = KINDS.get(grant.type)
    if kind is not None:
        holder = kind.parents[0].kind
        named = {key for key, one in opened.items() if one.type == holder and _is_called(one, names)}
        return (referred & every) | named
    around = {key for key, one in opened.items() if referred & {each.id for each in references(one.inputs)}}
    return (referred & every) | around | {key for key, one in opened.items() if _is_called(one, names)} or every


def _texts(value: Any) -> Iterator[str]:
    """Every text at any depth that stands for itself, and not for a reference."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, dict) and "$ref" not in value:
        for inner in value.values():
            yield from _texts(inner)


def _is_called(resource: Resource, names: set[str]) -> bool:
    if resource.type == ACCOUNT.token:
        return bool({resource.name, principals.address(resource).removeprefix("serviceAccount:")} & names)
    return resource.name in names
