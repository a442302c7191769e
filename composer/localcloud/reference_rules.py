"""What Google demands of a resource together with those that it names: places, roles, depths, kinds of metrics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery.table import TABLE
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.compute.instance_group import GROUP
from composer.kinds.datacatalog.policy_tags import DEPTH, POLICY_TAG
from composer.kinds.iam_members import ACCOUNT
from composer.kinds.kms.crypto_keys import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER
from composer.kinds.monitoring.alert_policy import METRIC
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from composer.kinds.monitoring.service_level import SLO
from composer.kinds.projects.project_iam import CUSTOM_ROLE
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.storage.bucket import BUCKET
from composer.kinds.unknown_values import values_at
from composer.localcloud import cloud_database, settings
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from composer.kinds.kind import Kind
    from composer.localcloud.relations import Link

_PLACE = re.compile(r"/locations/([^/]+)/")
_MEMBER = re.compile(r"serviceAccount:(?P<email>[^@]+@(?P<project>[^.]+)\.iam\.gserviceaccount\.com)")
_STORAGE_AGENT = re.compile(r"serviceAccount:service-\d+@gs-project-accounts\.iam\.gserviceaccount\.com")
_BOTH = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
_MULTI_REGIONS = {"eu": "europe"}
"""Where Cloud KMS calls a place otherwise than Cloud Storage. https://cloud.google.com/kms/docs/locations"""


def judge(connection: sqlite3.Connection, kind: Kind, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    """Refuse what does not agree with the resources that it names. Raises RefusedError as Google would."""
    if {"role", "member"} <= kind.properties.keys():
        _granted(connection, values, links)
    rule = _RULES.get(kind.token)
    if rule is not None:
        rule(connection, values, links)


def _granted(connection: sqlite3.Connection, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    role = str(values["role"])
    if role.startswith("projects/") and cloud_database.load(connection, CUSTOM_ROLE.token, role) is None:
        raise RefusedError(400, f"Role ({role}) does not exist in the resource's hierarchy., badRequest")
    match = _MEMBER.fullmatch(str(values["member"]))
    if match is None or any(link.parent_kind == ACCOUNT for link in links):
        return
    accounts = settings.accounts(connection, match["project"])
    if accounts is not None and match["email"] not in accounts:
        raise RefusedError(400, f"Service account {match['email']} does not exist., badRequest")


def _same_region(connection: sqlite3.Connection, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    for link in links:
        row = cloud_database.load(connection, link.parent_kind, link.parent_id)
        if row is not None and row.properties.get("region") != values.get("region"):
            raise RefusedError(
                400,
                f"Invalid value for field 'resource.{link.property}': '{link.parent_id}'. "
                f"It must be in the region {values.get('region')}., invalid",
            )


def _same_place_as_data(connection: sqlite3.Connection, _values: Mapping[str, Any], links: Sequence[Link]) -> None:
    """A table's tags and data policies are in the place of its dataset."""
    dataset = next((link for link in links if link.property == "dataset_id"), None)
    row = cloud_database.load(connection, dataset.parent_kind, dataset.parent_id) if dataset else None
    place = str(row.properties.get("location", "")).lower() if row else ""
    for link in links:
        match = _PLACE.search(link.parent_id)
        if place and match is not None and match[1].lower() != place:
            raise RefusedError(400, f"{link.parent_id} is not in the location of the dataset ({place})., invalid")


def _usable_key(connection: sqlite3.Connection, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    """A bucket's key is in the bucket's place, and the agent of Cloud Storage may use it."""
    for link in links:
        if link.parent_kind != CRYPTO_KEY.token:
            continue
        place, match = str(values["location"]).lower(), _PLACE.search(link.parent_id)
        if match is not None and match[1].lower() != _MULTI_REGIONS.get(place, place):
            raise RefusedError(400, f"Cloud KMS key {link.parent_id} must be in the bucket's location., invalid")
        if not _agent_may(connection, link.parent_id):
            raise RefusedError(
                403,
                "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been "
                "authorized to use this key., forbidden",
            )


def _agent_may(connection: sqlite3.Connection, key: str) -> bool:
    grants = connection.execute(
        "SELECT id FROM links WHERE kind = ? AND parent_kind = ? AND parent_id = ?",
        (CRYPTO_KEY_IAM_MEMBER.token, CRYPTO_KEY.token, key),
    ).fetchall()
    rows = [cloud_database.load(connection, CRYPTO_KEY_IAM_MEMBER.token, grant[0]) for grant in grants]
    return any(
        row is not None and row.properties["role"] == _BOTH and _STORAGE_AGENT.fullmatch(row.properties["member"])
        for row in rows
    )


def _not_too_deep(connection: sqlite3.Connection, values: Mapping[str, Any], _links: Sequence[Link]) -> None:
    above, depth = values.get("parent_policy_tag"), 1
    while above:
        depth += 1
        if not str(above).startswith(f"{values['taxonomy']}/"):
            raise RefusedError(400, f"The parent {above} is not in the taxonomy {values['taxonomy']}., invalid")
        row = cloud_database.load(connection, POLICY_TAG.token, str(above))
        above = row.properties.get("parent_policy_tag") if row else None
    if depth > DEPTH:
        raise RefusedError(400, f"Policy tags can be nested at most {DEPTH} levels deep, not {depth}., invalid")


def _existing_revisions(connection: sqlite3.Connection, values: Mapping[str, Any], links: Sequence[Link]) -> None:
    schema = next((link for link in links if link.property == "schema_settings.schema"), None)
    row = cloud_database.load(connection, schema.parent_kind, schema.parent_id) if schema else None
    for name in ("first_revision_id", "last_revision_id") if row else ():
        revision = values["schema_settings"].get(name)
        if row and revision and revision not in {one["id"] for one in row.revisions}:
            raise RefusedError(404, f"Resource not found (resource={row.id.rpartition('/')[2]}@{revision})., notFound")


_NUMBERS = frozenset({"INT64", "DOUBLE"})
_COUNTED = frozenset({"DELTA", "CUMULATIVE"})
_GAUGE = frozenset({"GAUGE"})
_MEASURED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "windows_based_sli.metric_mean_in_range.time_series": (_GAUGE, _NUMBERS),
    "windows_based_sli.metric_sum_in_range.time_series": (_GAUGE, _NUMBERS),
    "windows_based_sli.good_total_ratio_threshold.performance.good_total_ratio.*": (_COUNTED, _NUMBERS),
    "request_based_sli.good_total_ratio.*": (_COUNTED, _NUMBERS),
    "request_based_sli.distribution_cut.distribution_filter": (_COUNTED, frozenset({"DISTRIBUTION"})),
}
"""The metric kinds and value types that an indicator can be made of (monitoring.v3: MetricRange, TimeSeriesRatio,
DistributionCut)."""


def _measurable(connection: sqlite3.Connection, values: Mapping[str, Any], _links: Sequence[Link]) -> None:
    for path, (kinds, types) in _MEASURED.items():
        for text in values_at(values, tuple(path.split("."))):
            match = re.search(METRIC, str(text))
            metric = f"projects/{values['project']}/metricDescriptors/{match[1]}" if match else ""
            row = cloud_database.load(connection, METRIC_DESCRIPTOR.token, metric)
            if row is None:
                continue
            has = row.properties["metric_kind"], row.properties["value_type"]
            if has[0] not in kinds or has[1] not in types:
                expected = f"{' or '.join(sorted(kinds))} of {' or '.join(sorted(types))}"
                raise RefusedError(
                    400,
                    f"The metric of '{path.removesuffix('.*')}' must be {expected}, not {' of '.join(has)}., invalid",
                )


_RULES: Mapping[str, Callable[[sqlite3.Connection, Mapping[str, Any], Sequence[Link]], None]] = {
    AUTOSCALER.token: _same_region,
    BUCKET.token: _usable_key,
    GROUP.token: _same_region,
    POLICY_TAG.token: _not_too_deep,
    SLO.token: _measurable,
    TOPIC.token: _existing_revisions,
    TABLE.token: _same_place_as_data,
}
