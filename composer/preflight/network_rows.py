"""Whether a network that somebody else made has what machines without addresses need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.compute.network import NETWORK, SUBNETWORK
from composer.kinds.id_template import fill
from composer.kinds.servicenetworking.private_connection import SERVICE_CONNECTION
from composer.live.google import api_of
from composer.platform.foundation_network import SERVICES
from composer.preflight.firewall_rows import firewall_rows
from composer.preflight.project_rows import unseen
from composer.preflight.row import About, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.kind import Kind
    from composer.live.google import Answer, Google
    from composer.model import Cell, Environment


def network_rows(google: Google, environment: Environment, cell: Cell) -> Iterator[Row]:
    """The network, the cell's subnetwork and how Google is reached from it; nothing where the composer makes them."""
    if environment.network is not None:
        return
    project, region = cell.project, cell.region
    network, subnetwork = environment.metadata.network, environment.etl.subnetwork
    answer = _ask(google, NETWORK, {"project": project, "name": network})
    make = f"gcloud compute networks create {network} --project {project} --subnet-mode custom"
    yield _there(project, f"network {network}", answer, make)
    where = f"--project {project} --region {region}"
    answer = _ask(google, SUBNETWORK, {"project": project, "region": region, "name": subnetwork})
    make = (
        f"gcloud compute networks subnets create {subnetwork} {where} --network {network} --range 10.64.0.0/20 "
        "--enable-private-ip-google-access"
    )
    subject = f"subnetwork {subnetwork} in {region}"
    row = _there(project, subject, answer, make)
    if answer.fine and str(answer.body.get("network", "")).rpartition("/")[2] != network:
        other = str(answer.body.get("network", "")).rpartition("/")[2]
        row = Row(
            About.NETWORK, project, subject, Verdict.MISSING, f"it is in the network {other}, not {network}", make
        )
    yield row
    if answer.fine:
        repair = f"gcloud compute networks subnets update {subnetwork} {where} --enable-private-ip-google-access"
        on = bool(answer.body.get("privateIpGoogleAccess"))
        verdict, detail = (Verdict.FINE, "") if on else (Verdict.MISSING, "off: machines have no other way to Google")
        subject = f"Private Google Access of {subnetwork} in {region}"
        yield Row(About.NETWORK, project, subject, verdict, detail, "" if on else repair)
        yield _services(google, cell, network)
        yield from firewall_rows(google, cell, network, str(answer.body.get("ipCidrRange", "0.0.0.0/0")))


def _services(google: Google, cell: Cell, network: str) -> Row:
    """Private services access, by which the database has an address in the network. Google wants the project's number.
    https://cloud.google.com/service-infrastructure/docs/service-networking/reference/rest/v1/services.connections/list"""
    values = {"service": SERVICES, "network": f"projects/{cell.project_number}/global/networks/{network}"}
    path = fill(SERVICE_CONNECTION.rest.get, SERVICE_CONNECTION, values) or ""
    where, _, query = path.partition("?")
    answer = google.ask(api_of(SERVICE_CONNECTION), where, network=query.partition("=")[2])
    subject = f"private services access of {network}"
    if not answer.fine:
        enable = f"gcloud services enable {SERVICES} --project {cell.project}"
        return unseen(About.NETWORK, cell.project, subject, answer, enable)
    if any(one.get("reservedPeeringRanges") for one in answer.body.get("connections", ())):
        return Row(About.NETWORK, cell.project, subject, Verdict.FINE)
    reserved, project = f"{network}-services", f"--network {network} --project {cell.project}"
    repair = (
        f"gcloud compute addresses create {reserved} --global --purpose VPC_PEERING --prefix-length 20 {project} && "
        f"gcloud services vpc-peerings connect --service {SERVICES} --ranges {reserved} {project}"
    )
    detail = "there is none: the database has no address in the network"
    return Row(About.NETWORK, cell.project, subject, Verdict.MISSING, detail, repair)


def _ask(google: Google, kind: Kind, values: Mapping[str, str]) -> Answer:
    return google.ask(api_of(kind), fill(kind.rest.get, kind, values, encode=True) or "")


def _there(project: str, subject: str, answer: Answer, make: str) -> Row:
    if answer.fine:
        return Row(About.NETWORK, project, subject, Verdict.FINE)
    if answer.absent:
        return Row(About.NETWORK, project, subject, Verdict.MISSING, "there is none", make)
    enable = f"gcloud services enable {NETWORK.apis[0]} --project {project}"
    return unseen(About.NETWORK, project, subject, answer, enable)
