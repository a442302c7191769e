"""BigQuery data policies (version 2): who may read a column, and how it is masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.powers import LetsIn
from composer.kinds.property import Property, block, deletion_policy, project, string
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

MASKABLE = {"SHA256": frozenset({"STRING", "BYTES"}), "EMAIL_MASK": frozenset({"STRING"})}
"""Types of columns that a masking rule takes, where it does not take all; repeated ones have only the rules for all.
https://cloud.google.com/bigquery/docs/column-data-masking-intro#masking_options"""
MASKS_ANYTHING = "DEFAULT_MASKING_VALUE"
"""The rule for what no other one takes: it shows 0, an empty text, an empty list."""


def data_policy_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a data policy beyond each property by itself: path and words."""
    masks, kind = inputs.get("data_masking_policy"), inputs["data_policy_type"]
    if kind == "DATA_MASKING_POLICY" and not masks:
        yield "data_masking_policy", "It must be set if the data policy type is DATA_MASKING_POLICY."
    if kind == "COLUMN_LEVEL_SECURITY_POLICY":
        yield "data_policy_type", "COLUMN_LEVEL_SECURITY_POLICY can be read, but no longer be made."
    if kind == "RAW_DATA_ACCESS_POLICY" and masks:
        yield "data_masking_policy", "A policy for raw data masks nothing."


DATA_POLICY = Kind(
    token="gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy",  # noqa: S106 - a kind's token
    discovery=("bigquerydatapolicy.v2", "DataPolicy"),
    inventory=OWN_API,
    permission_name="bigquery.dataPolicies",
    permissions=(
        "bigquery.dataPolicies.getIamPolicy",
        "bigquery.dataPolicies.setIamPolicy",
    ),
    id="projects/{project}/locations/{location}/dataPolicies/{data_policy_id}",
    properties={
        "data_policy_id": string(required=True, immutable=True, pattern=r"\w{1,256}"),
        "data_policy_type": string(
            required=True,
            enum=("DATA_MASKING_POLICY", "RAW_DATA_ACCESS_POLICY", "COLUMN_LEVEL_SECURITY_POLICY"),
        ),
        "location": string(required=True, immutable=True, api=""),
        "data_governance_tag": block({"key": string(), "value": string()}, immutable=True),
        "data_masking_policy": block(
            {
                "predefined_expression": string(
                    enum=(
                        "SHA256",
                        "ALWAYS_NULL",
                        "DEFAULT_MASKING_VALUE",
                        "LAST_FOUR_CHARACTERS",
                        "FIRST_FOUR_CHARACTERS",
                        "EMAIL_MASK",
                        "DATE_YEAR_MASK",
                        "RANDOM_HASH",
                    )
                ),
                "routine": string(),
            },
            exclusive=(("predefined_expression", "routine"),),
        ),
        "deletion_policy": deletion_policy(),
        "etag": string(optional_computed=True),
        "grantees": Property("list", items=string(pattern=r"principal(Set)?://.+"), optional_computed=True),
        "project": project(),
        "name": string(computed=True, value="{id}"),
        "policy_tag": string(computed=True),
        "version": string(computed=True, value="V2"),
    },
    rest=Rest(
        service="bigquerydatapolicy",
        root="https://bigquerydatapolicy.googleapis.com/",
        get="v2/projects/{project}/locations/{location}/dataPolicies/{data_policy_id}",
        list="v2/projects/{project}/locations/{location}/dataPolicies",
        items="dataPolicies",
        writes=Writes(names="dataPolicyId={data_policy_id}", created_in="dataPolicy"),
    ),
    exists="Requested entity already exists, alreadyExists",
    not_found="Data policy {data_policy_id} was not found., notFound",
    in_use="Data policy {id} is still referenced by {child}., failedPrecondition",
    charge=FREE,
    joint_rule=data_policy_problems,
    lets_in=LetsIn.GRANTEES,
)
