"""An empty project lacks what it needs, one with a foundation does not; nothing is changed by asking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer import pipeline
from composer.kinds import KINDS
from composer.kinds.compute.firewall import FIREWALL
from composer.kinds.compute.global_address import GLOBAL_ADDRESS
from composer.kinds.compute.network import NETWORK, SUBNETWORK
from composer.kinds.id_template import relative
from composer.kinds.projects.service import SERVICE, SERVICE_IDENTITY
from composer.kinds.servicenetworking.private_connection import SERVICE_CONNECTION
from composer.live.google import Google
from composer.localcloud import rest, settings
from composer.platform.foundation import apis_of_kinds
from composer.preflight.firewall_rows import Need, lets_in
from composer.preflight.network_rows import network_rows
from composer.preflight.preflight import needed_permissions, preflight
from composer.preflight.program_rows import program_rows
from composer.preflight.project_rows import agent_rows, api_rows, permission_rows
from composer.preflight.quota_rows import METRICS, quota_rows
from composer.preflight.row import About, Report, Verdict
from tests.preflight.conftest import Asked

if TYPE_CHECKING:
    from composer.capacity.summary import FleetCapacity
    from composer.localcloud.cloud import Cloud
    from composer.stages import Checked


def whole(google: Google, checked: Checked, fleet: FleetCapacity) -> Report:
    return preflight(google, checked.environment, pipeline.graphs(checked), fleet)


def found(cloud: Cloud, checked: Checked) -> None:
    """Make of the foundation what preflight asks for, and what somebody else makes."""
    (cell,) = checked.environment.cells
    settings.set_new_project(cloud.store, cell.project, cell.project_number)
    settings.set_outside(cloud.store, checked.environment.programs)
    for kind in (SERVICE, SERVICE_IDENTITY):
        for one in checked.foundations[cell.name].resources:
            if one.type == kind.token:
                cloud.create(kind, dict(one.inputs))


def test_an_empty_project_lacks_apis_accounts_and_programs(checked, fleet, google) -> None:
    report = whole(google, checked, fleet)
    missing = {row.about for row in report.of(Verdict.MISSING)}
    assert missing == {About.API, About.AGENT, About.PROGRAM}
    assert {row.subject for row in report.of(Verdict.MISSING) if row.about == About.API} == {*apis_of_kinds()}
    assert all(row.repair for row in report.of(Verdict.MISSING))


def test_a_project_with_its_foundation_is_fine(checked, fleet, cloud, google) -> None:
    found(cloud, checked)
    report = whole(google, checked, fleet)
    assert [row for row in report.rows if row.verdict != Verdict.FINE] == []
    assert {row.about for row in report.rows} == {*About} - {About.NETWORK}, "the network is the foundation's"


def test_nothing_is_changed_by_asking(checked, fleet, cloud) -> None:
    found(cloud, checked)
    google = Asked(*rest.serve(cloud))

    def kept() -> list[object]:
        with cloud.store.reading() as connection:
            return [
                connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("objects", "links", "tallies")
            ]

    before = kept()
    whole(google, checked, fleet)
    assert kept() == before
    posted = {path.rpartition(":")[2] for path, body in google.questions if body is not None}
    assert posted == {"testIamPermissions", "getIamPolicy"}


def test_where_nobody_answers_nothing_is_called_missing(checked, fleet) -> None:
    report = whole(Google("http://127.0.0.1:1", "x"), checked, fleet)
    assert {row.verdict for row in report.rows} == {Verdict.UNSEEN}
    assert all(row.detail and row.repair for row in report.rows)


def test_permissions_are_exactly_those_of_the_kinds_in_use(checked, cloud) -> None:
    needed = needed_permissions(pipeline.graphs(checked))
    assert "pubsub.topics.create" in needed
    assert not any(one.startswith("bigquery.connections.create") for one in needed), "no Iceberg table here"
    project = checked.environment.cells[0].project
    settings._set(cloud.store, f"denied {project}", '["pubsub.topics.create", "cloudkms.keyRings.create"]')
    google = Asked(*rest.serve(cloud))
    lacking = {row.subject: row for row in permission_rows(google, project, needed) if row.verdict != Verdict.FINE}
    assert {name: row.detail for name, row in lacking.items()} == {
        "pubsub": "pubsub.topics.create",
        "cloudkms": "cloudkms.keyRings.create",
    }
    assert lacking["pubsub"].repair.endswith("--add-permissions pubsub.topics.create")
    assert all(len(body["permissions"]) <= 100 for _, body in google.questions)


def foundation_firewalls(checked, link, machines):
    """The firewall rules that the foundation makes, in a network of this address."""
    (foundation,) = checked.foundations.values()
    for one in foundation.resources:
        if one.type == FIREWALL.token:
            ranges = {"source_ranges": [machines]} if one.role == "firewall-dataproc" else {}
            yield {**one.inputs, "network": link, **ranges}


@pytest.mark.parametrize(
    ("change", "fine"),
    [
        ({}, True),
        ({"sourceRanges": ["10.0.0.0/8"]}, True),
        ({"allowed": [{"IPProtocol": "all"}]}, True),
        ({"allowed": [{"IPProtocol": "tcp"}]}, True),
        ({"allowed": [{"IPProtocol": "tcp", "ports": ["80", "8000-9000"]}]}, True),
        ({"allowed": [{"IPProtocol": "udp", "ports": ["8080"]}]}, False),
        ({"allowed": [{"IPProtocol": "tcp", "ports": ["80-8079"]}]}, False),
        ({"sourceRanges": ["10.0.1.0/24"]}, False),
        ({"sourceRanges": []}, False),
        ({"direction": "EGRESS"}, False),
        ({"disabled": True}, False),
        ({"targetTags": ["web"]}, False),
        ({"targetServiceAccounts": ["a@b.iam.gserviceaccount.com"]}, False),
    ],
)
def test_a_rule_of_a_firewall_lets_in_what_it_says(change, fine) -> None:
    rule = {
        "direction": "INGRESS",
        "sourceRanges": ["10.0.0.0/20"],
        "allowed": [{"IPProtocol": "tcp", "ports": ["8080"]}],
    }
    need = Need("x", "", ("10.0.0.0/20",), ("tcp",), "8080")
    assert lets_in(rule | change, need, "10.0.0.0/20", "tcp") == fine


def test_no_repair_of_a_simulated_environment_is_a_command_of_google_s(checked, google, fleet) -> None:
    environment = replace(checked.environment, network=None)
    report = preflight(google, environment, [*checked.foundations.values()], fleet)
    assert [row for row in report.rows if "gcloud" in row.repair] == []
    assert {row.repair.partition(" ")[0] for row in report.rows if row.about is About.NETWORK} == {"write"}


def test_a_network_that_somebody_else_made_is_looked_at(checked, cloud, google) -> None:
    environment = replace(checked.environment, network=None)
    cell = environment.cells[0]

    def rows():
        return [(row.subject.partition(" ")[0], row.verdict) for row in network_rows(google, environment, cell)]

    assert rows() == [("network", Verdict.MISSING), ("subnetwork", Verdict.MISSING)]
    network = {"project": cell.project, "name": environment.metadata.network, "auto_create_subnetworks": False}
    link = cloud.create(NETWORK, network).properties["self_link"]
    inputs = {
        "project": cell.project,
        "region": cell.region,
        "name": environment.etl.subnetwork,
        "network": link,
        "ip_cidr_range": "10.0.0.0/20",
    }
    row = cloud.create(SUBNETWORK, inputs)
    assert rows() == [
        *(("network", Verdict.FINE), ("subnetwork", Verdict.FINE)),
        *(("Private", Verdict.MISSING), ("private", Verdict.MISSING), *[("firewall", Verdict.MISSING)] * 3),
    ]
    cloud.update(SUBNETWORK, row.id, {**inputs, "private_ip_google_access": True})
    settings.set_new_project(cloud.store, cell.project, cell.project_number)
    for kind in (SERVICE, GLOBAL_ADDRESS, SERVICE_CONNECTION):
        (foundation,) = checked.foundations.values()
        for one in (one for one in foundation.resources if one.type == kind.token):
            names = (
                {"network": link}
                if kind is GLOBAL_ADDRESS
                else {"reserved_peering_ranges": ["services"], "network": relative(link)}
            )
            cloud.create(kind, {**one.inputs, **({} if kind is SERVICE else names)})
    for rule in foundation_firewalls(checked, link, inputs["ip_cidr_range"]):
        cloud.create(FIREWALL, rule)
    assert {verdict for _, verdict in rows()} == {Verdict.FINE}, "what a network of the composer's own has is enough"
    elsewhere = replace(environment, metadata=replace(environment.metadata, network="another"))
    found = [*network_rows(google, elsewhere, cell)]
    assert "not another" in found[1].detail


def test_a_managed_network_is_the_foundation_s(checked, google) -> None:
    assert [*network_rows(google, checked.environment, checked.environment.cells[0])] == []


def test_quotas_are_what_the_project_has(checked, fleet, cloud, google) -> None:
    cell = checked.environment.cells[0]
    assert {row.verdict for row in quota_rows(google, fleet)} == {Verdict.FINE}
    settings.set_raised(cloud.store, cell.project, cell.region, {"compute.regional_instance_groups": 40})
    rows = {row.subject: row for row in quota_rows(google, fleet)}
    assert len(rows) == len(METRICS)
    told = rows[f"compute.regional_instance_groups in {cell.region}"]
    assert told.verdict == Verdict.FINE
    assert "quotas: {compute.regional_instance_groups: 40}" in told.detail


def test_a_quota_that_is_too_small_is_missing(checked, fleet, cloud, google) -> None:
    cell = checked.environment.cells[0]
    uses = tuple(
        replace(use, variable=101) if use.quota.name == "compute.regional_autoscalers" else use for use in fleet.uses
    )
    (row,) = [row for row in quota_rows(google, replace(fleet, uses=uses)) if row.verdict == Verdict.MISSING]
    assert row.detail == "asks for 101, has 100"
    assert "--quota-id=REGIONAL-AUTOSCALERS-per-project-region --preferred-value=101" in row.repair
    assert row.project == cell.project


def test_programs_are_looked_up_where_they_lie(checked, cloud, google) -> None:
    environment = replace(checked.environment, etl=replace(checked.environment.etl, canary="docker.io/x/etl:1"))
    rows = [*program_rows(google, environment)]
    assert {row.verdict for row in rows} == {Verdict.MISSING}
    assert len(rows) == 3, "a registry that is not Google's is not asked"
    settings.set_outside(cloud.store, environment.programs)
    assert {row.verdict for row in program_rows(google, environment)} == {Verdict.FINE}


def test_an_account_of_google_s_is_seen_in_the_policy(checked, cloud, google) -> None:
    (cell,) = checked.environment.cells
    assert {row.verdict for row in agent_rows(google, cell, "local")} == {Verdict.MISSING, Verdict.FINE}
    found(cloud, checked)
    assert {row.verdict for row in agent_rows(google, cell, "local")} == {Verdict.FINE}


def test_an_api_that_is_off_is_repaired_by_the_foundation(checked, google) -> None:
    (cell,) = checked.environment.cells
    (repair,) = {row.repair for row in api_rows(google, cell, "local")}
    assert repair == f"composer up foundation:{cell.name} --environment local"
    assert set(KINDS[SERVICE.token].apis) <= {row.subject for row in api_rows(google, cell, "local")}
