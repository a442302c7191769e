"""Cloud Scheduler: jobs that call something at set times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import seconds
from composer.kinds.inventory import OWN_API
from composer.kinds.kind import Charge, Kind, Rest
from composer.kinds.powers import LetsIn
from composer.kinds.property import block, boolean, deletion_policy, duration, integer, mapping, project, region, string
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes
from composer.units import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_METHODS = ("POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TARGETS = ("app_engine_http_target", "http_target", "pubsub_target")
_HTTP_DEADLINE = 1800.0
"""Seconds: 30 minutes (discovery document of cloudscheduler.v1, Job.attemptDeadline)."""
_APP_ENGINE_DEADLINE = 86_415.0
"""Seconds: 24 hours and 15 seconds, as above."""
_EMAIL = r"[^@\s]+@[^@\s]+\.gserviceaccount\.com"


def job_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a job beyond each property by itself: path and words."""
    if inputs.get("schedule") is None:
        yield "schedule", "The job's schedule must be set."
    given = [name for name in _TARGETS if inputs.get(name) is not None]
    if not given:
        yield "http_target", f"One of {', '.join(_TARGETS)} must be set."
    deadline = seconds(str(inputs.get("attempt_deadline")))
    if deadline is not None and deadline > _HTTP_DEADLINE and given == ["http_target"]:
        yield "attempt_deadline", f"Must be at most {_HTTP_DEADLINE:g}s for HTTP targets."
    for name in given:
        target = inputs[name]
        if isinstance(target, dict):
            yield from _target(name, target)
    retry = inputs.get("retry_config")
    if isinstance(retry, dict):
        low = seconds(str(retry.get("min_backoff_duration", "5s")))
        high = seconds(str(retry.get("max_backoff_duration", f"{HOUR}s")))
        if low is not None and high is not None and low > high:
            yield "retry_config.min_backoff_duration", "min_backoff_duration must not be longer than the longest."


def _target(name: str, target: Mapping[str, Any]) -> Iterator[Problem]:
    method = target.get("http_method", "POST")
    if target.get("body") and method not in _WITH_BODY:
        yield f"{name}.body", f"A body is only allowed for the methods POST, PUT and PATCH, not {method}."
    if name == "pubsub_target" and not target.get("data") and not target.get("attributes"):
        yield f"{name}.data", "A message must have data or at least one attribute."
    uri = target.get("uri")
    tokens = [token for token in ("oauth_token", "oidc_token") if target.get(token)]
    if isinstance(uri, str) and tokens and not uri.startswith("https://"):
        yield f"{name}.uri", "A token is only sent to an https address."


JOB = Kind(
    token="gcp:cloudscheduler/job:Job",  # noqa: S106 - a kind's token
    discovery=("cloudscheduler.v1", "Job"),
    inventory=OWN_API,
    permissions=(
        "cloudscheduler.jobs.enable",
        "cloudscheduler.jobs.pause",
        "iam.serviceAccounts.actAs",
    ),
    id="projects/{project}/locations/{region}/jobs/{name}",
    auto_name="name",
    properties={
        "app_engine_http_target": block(
            {
                "relative_uri": string(required=True, pattern=r"/.*", max_length=2083),
                "app_engine_routing": block({"instance": string(), "service": string(), "version": string()}),
                "body": string(format="base64"),
                "headers": mapping(),
                "http_method": string(enum=_METHODS, default="POST"),
            }
        ),
        "attempt_deadline": duration(15, _APP_ENGINE_DEADLINE, default="180s"),
        "deletion_policy": deletion_policy(),
        "description": string(max_length=500),
        "http_target": block(
            {
                "uri": string(required=True, pattern=r"https?://[^\s/]+\S*", max_length=2083),
                "body": string(format="base64"),
                "headers": mapping(),
                "http_method": string(enum=_METHODS, default="POST"),
                "oauth_token": block(
                    {"service_account_email": string(required=True, pattern=_EMAIL), "scope": string()}
                ),
                "oidc_token": block(
                    {"service_account_email": string(required=True, pattern=_EMAIL), "audience": string()}
                ),
            },
            exclusive=(("oauth_token", "oidc_token"),),
        ),
        "name": string(required=True, immutable=True, pattern=r"[A-Za-z0-9_-]{1,500}"),
        "paused": boolean(api="", optional_computed=True),
        "project": project(),
        "pubsub_target": block(
            {
                "topic_name": string(required=True, pattern=r"projects/[^/]+/topics/[^/]+"),
                "attributes": mapping(),
                "data": string(format="base64"),
            }
        ),
        "region": region(),
        "retry_config": block(
            {
                "max_backoff_duration": duration(0, HOUR, default=f"{HOUR}s", optional_computed=True),
                "max_doublings": integer(minimum=0, default=5, optional_computed=True),
                "max_retry_duration": duration(0, default="0s", optional_computed=True),
                "min_backoff_duration": duration(0, HOUR, default="5s", optional_computed=True),
                "retry_count": integer(minimum=0, maximum=5, default=0, optional_computed=True),
            }
        ),
        "schedule": string(required=False, format="cron", min_length=1),
        "time_zone": string(format="time-zone", default="Etc/UTC"),
        "state": string(computed=True, value="ENABLED"),
    },
    rest=Rest(
        service="cloudscheduler",
        root="https://cloudscheduler.googleapis.com/",
        get="v1/projects/{project}/locations/{region}/jobs/{name}",
        list="v1/projects/{project}/locations/{region}/jobs",
        items="jobs",
        body={"name": "{id}", "userUpdateTime": "{now}"},
        writes=Writes(
            actions={"pause": {"paused": True}, "resume": {"paused": False}, "run": {}},
            shown={"state": ("paused", "PAUSED")},
        ),
    ),
    import_ids=("{project}/{region}/{name}", "{region}/{name}"),
    quotas=(Quota(1000, "{project}/{region}", "jobs per region", row="scheduler.jobs"),),
    exclusive=(_TARGETS,),
    exists="Job {name} already exists., alreadyExists",
    not_found="Job not found: {name}., notFound",
    charge=Charge(("scheduler.job",)),
    joint_rule=job_problems,
    lets_in=LetsIn.WORKERS,
)
