"""Grants on a whole project."""

from __future__ import annotations

from composer.kinds.iam import member_of
from composer.kinds.kind import Rest

PROJECT_IAM_MEMBER = member_of(
    "gcp:projects/iAMMember:IAMMember",
    on="project",
    holder="",  # projects are not made here
    full_name="",
    rest=Rest(
        "cloudresourcemanager",
        root="https://cloudresourcemanager.googleapis.com/",
        get="v1/projects/{project}:getIamPolicy",
        policy=True,
        post=True,
    ),
    row="iam.policy_principals",
)
