"""Workflows: a source with the identity that it works as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import SYNCED, asset
from composer.kinds.kind import Charge, Kind, Rest
from composer.kinds.powers import LetsIn
from composer.kinds.property import boolean, deletion_policy, labels, mapping, project, region, string
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_VARIABLES = 20
"""User environment variables of a workflow (discovery document of workflows.v1, Workflow.userEnvVars)."""
_VARIABLE_BYTES = 4096
"""Bytes of one of them, as above."""
_RESERVED = ("GOOGLE", "WORKFLOWS")


def workflow_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a workflow beyond each property by itself: path and words."""
    variables = inputs.get("user_env_vars") or {}
    if len(variables) > _VARIABLES:
        yield "user_env_vars", f"At most {_VARIABLES} environment variables are allowed, not {len(variables)}."
    for name, value in variables.items():
        if not name or name.startswith(_RESERVED):
            yield f"user_env_vars.{name}", f"A name must not be empty or start with {' or '.join(_RESERVED)}."
        if isinstance(value, str) and len(value.encode()) > _VARIABLE_BYTES:
            yield f"user_env_vars.{name}", f"Must be at most {_VARIABLE_BYTES} bytes."


WORKFLOW = Kind(
    token="gcp:workflows/workflow:Workflow",  # noqa: S106 - a kind's token
    discovery=("workflows.v1", "Workflow"),
    inventory=asset("workflows.googleapis.com/Workflow", SYNCED),
    needs=("workflowexecutions.googleapis.com",),  # by which it is started
    permissions=(
        "iam.serviceAccounts.actAs",
        "workflows.operations.get",
    ),
    id="projects/{project}/locations/{region}/workflows/{name}",
    properties={
        "source_contents": string(required=True, min_length=1, max_bytes=131_072),
        "call_log_level": string(enum=("LOG_ALL_CALLS", "LOG_ERRORS_ONLY", "LOG_NONE")),
        "crypto_key_name": string(),
        "deletion_policy": deletion_policy(),
        "deletion_protection": boolean(default=True, api=""),
        "description": string(max_length=1000, optional_computed=True),
        "execution_history_level": string(enum=("EXECUTION_HISTORY_BASIC", "EXECUTION_HISTORY_DETAILED")),
        "labels": labels(),
        "name": string(required=True, immutable=True, pattern=r"[A-Za-z](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?"),
        "project": project(),
        "region": region(optional_computed=False),
        "service_account": string(
            pattern=r"(projects/[^/]+/serviceAccounts/)?[^@\s/]+@[^@\s/]+\.gserviceaccount\.com",
            full_name="projects/{project}/serviceAccounts/{}",
            optional_computed=True,
        ),
        "tags": mapping(immutable=True),
        "user_env_vars": mapping(),
        "create_time": string(computed=True, value="{created}"),
        "effective_labels": mapping(computed=True, api=""),
        "pulumi_labels": mapping(computed=True, api=""),
        "revision_id": string(computed=True),
        "state": string(computed=True, value="ACTIVE"),
        "update_time": string(computed=True, value="{now}"),
    },
    rest=Rest(
        service="workflows",
        root="https://workflows.googleapis.com/",
        get="v1/projects/{project}/locations/{region}/workflows/{name}",
        list="v1/projects/{project}/locations/{region}/workflows",
        items="workflows",
        body={"name": "{id}"},
        writes=Writes(names="workflowId={name}", operation="longrunning"),
    ),
    import_ids=("{project}/{region}/{name}", "{region}/{name}"),
    unsupported=frozenset({"name_prefix"}),
    auto_name="name",
    protected_by="deletion_protection",
    quotas=(Quota(10_000, noun="workflows per project", row="workflows.workflows"),),
    exists="Requested entity already exists, alreadyExists",
    not_found="Workflow {id} was not found, notFound",
    charge=Charge(
        ("workflows.internal_steps", "workflows.external_steps", "dataflow.vcpu", "dataflow.memory"),
        "disks and shuffled bytes of Dataflow jobs, which live for minutes",
    ),
    joint_rule=workflow_problems,
    lets_in=LetsIn.WORKERS,
)
