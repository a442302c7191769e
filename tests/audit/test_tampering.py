"""Whatever is added to an object or taken from it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from composer.audit.audit import audit
from composer.audit.verdict import Verdict
from composer.kinds import KINDS
from composer.kinds.unknown_values import camel
from tests.audit import tampering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.audit.audit_request import AuditRequest
    from composer.audit.expected import Expected
    from composer.kinds.property import Property
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled

Change = tuple["Expected", str, Any]


@pytest.fixture
def expected(request_of_fleet: AuditRequest, google: Troubled) -> list[Expected]:
    from composer.audit.audit import _Audit

    return list(_Audit(google, request_of_fleet).desired)


def comparable(one: Expected) -> bool:
    return bool(one.kind.rest.list) and not one.kind.rest.policy


def one_each(changes: Iterator[Change]) -> dict[str, Change]:
    """For every property of every kind one change, each of another resource."""
    chosen: dict[str, Change] = {}
    done: set[tuple[str, str]] = set()
    for one, name, value in changes:
        if (one.resource.type, name) not in done and one.resource.id not in chosen:
            done.add((one.resource.type, name))
            chosen[one.resource.id] = (one, name, value)
    return chosen


def all_are_found(cloud: Cloud, google: Troubled, request: AuditRequest, chosen: dict[str, Change]) -> None:
    for one, name, value in chosen.values():
        tampering.rewrite(cloud, one.resource.type, str(one.object_id), {name: value})
    report = audit(google, request)
    assert report.complete
    tops = {
        finding.resource: {drift.path.partition(".")[0].partition("[")[0] for drift in finding.drifts}
        for finding in report.findings
        if finding.verdict is Verdict.DRIFTED
    }
    wanted = {name: {camel(changed[1])} for name, changed in chosen.items()}
    assert {name: top for name, top in wanted.items() if tops.get(name) != top} == {}
    assert tops == wanted


def addable(rule: Property) -> Any:
    """A value of a property that nobody stated, other than what leaving it out means; None for what has none here."""
    left_to_server = rule.computed or rule.optional_computed or rule.sensitive or rule.api in {"", "*"}
    if left_to_server or rule.enum or rule.format not in {"", "labels"} or rule.full_name or rule.unset is not None:
        return None
    if rule.type == "boolean":
        return rule.default is not True
    if rule.type == "map":
        return {"tampered": "yes"}
    return "tampered" if rule.type == "string" and not rule.default else None


def test_a_property_that_nobody_stated_is_found(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    def changes() -> Iterator[Change]:
        for one in filter(comparable, expected):
            there = tampering.live(cloud, one.resource.type, str(one.object_id))
            for name, rule in one.kind.properties.items():
                new = name not in there and name not in one.values and name not in tampering.names_of(one.kind)
                value = addable(rule) if new else None
                if value not in {None, False} if not isinstance(value, dict) else True:
                    yield one, name, value

    chosen = one_each(changes())
    assert len({one.resource.type for one, _, _ in chosen.values()}) > 10
    all_are_found(cloud, google, request_of_fleet, chosen)


def lists(cloud: Cloud, expected: list[Expected], changed: Callable[[list[Any]], list[Any]]) -> Iterator[Change]:
    """Every list and map that a graph states, with one member more or fewer."""
    for one in filter(comparable, expected):
        there = tampering.live(cloud, one.resource.type, str(one.object_id))
        for name in tampering.settable(one.kind, one.resource.inputs):
            if isinstance(there.get(name), list) and there[name]:
                yield one, name, changed(there[name])


def test_a_member_that_is_taken_out_of_a_list_is_found(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    chosen = one_each(lists(cloud, expected, lambda members: members[:-1]))
    assert len(chosen) > 5
    all_are_found(cloud, google, request_of_fleet, chosen)


def test_a_member_that_is_added_to_a_list_is_found(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    chosen = one_each(lists(cloud, expected, lambda members: [*members, members[-1]]))
    assert len(chosen) > 5
    all_are_found(cloud, google, request_of_fleet, chosen)


def test_a_label_that_is_taken_away_or_added_is_found(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest, expected: list[Expected]
) -> None:
    def changes() -> Iterator[Change]:
        taken: set[str] = set()
        for one in filter(comparable, expected):
            for name in ("labels", "user_labels"):
                labels = tampering.live(cloud, one.resource.type, str(one.object_id)).get(name)
                tells = name in tampering.names_of(one.kind)  # others are another object
                if isinstance(labels, dict) and one.resource.inputs.get(name) and not tells:
                    first = one.resource.type not in taken
                    taken.add(one.resource.type)
                    left = {key: labels[key] for key in list(labels)[:-1]}
                    yield one, name, left if first else {**labels, "tampered": "yes"}

    chosen = {one.resource.id: (one, name, value) for one, name, value in changes()}
    all_are_found(cloud, google, request_of_fleet, chosen)


def test_every_kind_of_the_fleet_is_listed_or_cannot_be(google: Troubled, request_of_fleet: AuditRequest) -> None:
    types = {one.type for graph in request_of_fleet.desired.values() for one in graph.resources}
    listed = {token for read in audit(google, request_of_fleet).reads for token in read.tokens}
    assert not [one for one in types - listed if KINDS[one].rest.list or KINDS[one].rest.policy]
