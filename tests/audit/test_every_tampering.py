"""Whatever of any kind somebody changes, deletes or adds is one finding, which names it; so is every grant.

Over one of each kind that there is, so that every property of every kind has its turn: each round tampers with one
property of every resource, at a tenth of calls throttled.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer.audit.audit import _Audit, audit
from composer.audit.verdict import Verdict
from composer.cli.asked_here import HereGoogle
from composer.kinds import KINDS
from composer.kinds.unknown_values import camel
from composer.live.google import Answer
from composer.localcloud import computed
from composer.localcloud.cloud import Cloud
from tests.audit import one_of_each, tampering
from tests.audit.seeded import seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from composer.audit.expected import Expected
    from composer.audit.verdict import AuditReport
    from composer.kinds import Kind, Property

Way = tuple[str, Any]
"""A property, and what it becomes: None takes it away."""
PLACES = frozenset({"location", "region"})
"""Where an object is: Google tells that of each, and nobody can take it away."""


class Throttled(HereGoogle):
    """Google, that refuses every tenth call once."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._waits, self.calls = (0.0,), 0

    def once(self, api, path, body, parameters):
        self.calls += 1
        return Answer(429) if self.calls % 10 == 0 else super().once(api, path, body, parameters)


class World:
    """A cloud with one of each kind."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.request = cloud, one_of_each.request()
        seed(cloud, self.request.desired.values(), self.request.cells)
        self.every = list(_Audit(HereGoogle(cloud), self.request).desired)
        self.listed = [one for one in self.every if one.kind.rest.list]

    def there(self, one: Expected) -> Mapping[str, Any]:
        return tampering.live(self.cloud, one.resource.type, str(one.object_id))

    def write(self, one: Expected, changes: Mapping[str, Any]) -> None:
        media = one.kind.rest.writes.media
        if media in changes:  # its hash is what lists tell
            whole = computed.with_computed(one.kind, {**self.there(one), **changes}, {"id": str(one.object_id)})
            changes = {**changes, **{name: whole[name] for name in ("md5hash", "md5_hash") if name in whole}}
        tampering.rewrite(self.cloud, one.resource.type, str(one.object_id), changes)

    def audited(self) -> AuditReport:
        google = Throttled(self.cloud)
        report = audit(google, self.request)
        assert report.complete, report.unseen
        assert report.statuses[429] > 0
        return report

    def tampered(self, ways: Mapping[str, tuple[Expected, Way]]) -> dict[str, tuple[Verdict, set[str]]]:
        """What an audit says of all these at once: verdicts with the properties that they name."""
        before = {name: dict(self.there(one)) for name, (one, _) in ways.items()}
        for one, (property_name, value) in ways.values():
            self.write(one, {property_name: value})
        try:
            return {one.resource: (one.verdict, tops(one.drifts)) for one in self.audited().findings}
        finally:
            for name, (one, _) in ways.items():
                new = dict.fromkeys(self.there(one).keys() - before[name].keys())
                tampering.rewrite(self.cloud, one.resource.type, str(one.object_id), {**new, **before[name]})


def tops(drifts: Any) -> set[str]:
    return {one.path.partition(".")[0].partition("[")[0] for one in drifts}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    cloud = Cloud(tmp_path_factory.mktemp("each") / "cloud.db")
    yield World(cloud)
    cloud.store.close()


def told(kind: Kind, inputs: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[tuple[str, Property]]:
    """The properties that a graph sets and an API tells."""
    for name in tampering.settable(kind, inputs):
        rule = kind.properties[name]
        inside = [inner for inner in rule.properties.values() if not inner.computed]
        if name in there and (inside or not rule.properties):
            yield name, rule


def changed(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, rule in told(one.kind, one.resource.inputs, there):
        yield name, tampering.other(rule, there[name], one.values[name])


def deleted(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, rule in told(one.kind, one.resource.inputs, there):
        if not (rule.required or name in PLACES or means_nothing(rule, there[name])):
            yield name, None


def deleted_inside(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, rule in told(one.kind, one.resource.inputs, there):
        value, wanted = there[name], one.values[name]
        for inner in wanted if isinstance(value, dict) and isinstance(wanted, dict) else ():
            inside = rule.properties.get(inner)
            if inner in value and not (inside is not None and means_nothing(inside, value[inner])):
                yield name, {key: other for key, other in value.items() if key != inner}


def added(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, rule in one.kind.properties.items():
        taken = name in there or name in one.values or name in tampering.names_of(one.kind)
        value = None if taken else tampering.something(rule)
        if value is not None:
            yield name, value


def added_inside(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, rule in told(one.kind, one.resource.inputs, there):
        value = there[name]
        if isinstance(value, dict) and rule.type != "object":
            yield name, {**value, "tampered": "yes"}
        for inner, inside in rule.properties.items() if isinstance(value, dict) else ():
            new = None if inner in value else tampering.something(inside)
            if new is not None:
                yield name, {**value, inner: new}


def item_taken(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, _ in told(one.kind, one.resource.inputs, there):
        if isinstance(there[name], list) and there[name]:
            yield name, there[name][:-1]


def item_added(one: Expected, there: Mapping[str, Any]) -> Iterator[Way]:
    for name, _ in told(one.kind, one.resource.inputs, there):
        if isinstance(there[name], list):
            yield name, [*there[name], there[name][-1] if there[name] else "tampered"]


def means_nothing(rule: Property, value: Any) -> bool:
    """True if Google takes a value for what it is where it is not there."""
    return value == rule.default or value in ("", [], {}, 0, False)


WAYS = (changed, deleted, deleted_inside, added, added_inside, item_taken, item_added)
FEWEST = {changed: 100, deleted: 60, deleted_inside: 40, added: 200, added_inside: 25, item_taken: 15, item_added: 15}
"""So many tamperings there are at least: else a rule of this test lets through what it should not."""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_property_that_is_tampered_with_is_one_finding(world: World, way: Callable[..., Iterator[Way]]) -> None:
    left = {one.resource.id: (one, [*way(one, world.there(one))]) for one in world.listed}
    count = sum(len(ways) for _, ways in left.values())
    while any(ways for _, ways in left.values()):
        now = {name: (one, ways.pop()) for name, (one, ways) in left.items() if ways}
        wanted = {name: (Verdict.DRIFTED, {camel(way[0])}) for name, (_, way) in now.items()}
        found = world.tampered(now)
        assert {name: (now[name][1], found.get(name)) for name in wanted if found.get(name) != wanted[name]} == {}
        assert found == wanted
    assert count >= FEWEST[way]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_as_many_findings_as_tamperings_of_whatever_sort(world: World, data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.sampled_from(world.listed), unique_by=lambda one: one.resource.id))
    ways = {one.resource.id: (one, [each for way in WAYS for each in way(one, world.there(one))]) for one in picked}
    now = {name: (one, data.draw(st.sampled_from(can))) for name, (one, can) in ways.items() if can}
    assert world.tampered(now) == {name: (Verdict.DRIFTED, {camel(way[0])}) for name, (_, way) in now.items()}


CONDITION = {"title": "for a while", "expression": 'request.time < timestamp("2099-01-01T00:00:00Z")'}


def test_every_grant_that_is_added_taken_away_or_put_under_a_condition_is_found(world: World) -> None:
    by_kind: defaultdict[str, list[Expected]] = defaultdict(list)
    for one in world.every:
        if one.kind.rest.policy and "member" in one.values:
            by_kind[one.resource.type].append(one)
    assert {*by_kind} == {token for token, kind in KINDS.items() if kind.rest.policy and "member" in kind.properties}
    for token, (one, *_) in by_kind.items():
        kind, values = KINDS[token], dict(one.values)
        reaches = {"role": "roles/owner"} if kind.rest.service == "cloudresourcemanager" else {}
        eve = {**values, **reaches, "member": "user:eve@example.com"}
        for extra in (eve, {**eve, "condition": CONDITION}):
            made = world.cloud.create(kind, extra)
            (finding,) = world.audited().findings
            assert finding.verdict in {Verdict.EXTRA_GRANT, Verdict.INHERITED}
            assert (finding.token, finding.object_id) == (token, made.id)
            tampering.remove(world.cloud, token, made.id)
        tampering.remove(world.cloud, token, str(one.object_id))
        (finding,) = world.audited().findings
        assert (finding.verdict, finding.resource) == (Verdict.MISSING, one.resource.id)
        made = world.cloud.create(kind, {**values, **reaches, "condition": CONDITION})
        verdicts = [finding.verdict for finding in world.audited().findings]
        assert Verdict.MISSING in verdicts, "the same member under a condition is another grant"
        assert len(verdicts) == 2 or token == "gcp:projects/iAMMember:IAMMember"
        tampering.remove(world.cloud, token, made.id)
        world.cloud.create(kind, values)
    assert world.audited().fine
