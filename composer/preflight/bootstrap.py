"""What must be there before the first `up`, as commands that somebody reads and runs: state, key, accounts, sign-in."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.preflight.project_rows import READS, ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.model import Environment

DEPLOYER = "composer-deployer"
"""The account that applies, in the project of the first cell."""
FIRST = ("cloudkms", "cloudresourcemanager", "iam", "iamcredentials", "serviceusage", "storage", "sts")
"""APIs that the commands below and the first `up` call before the foundation has enabled the others."""
KEY_USER = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
COSTS = "roles/billing.costsManager"
"""The smallest role of Google's that makes budgets. https://cloud.google.com/billing/docs/how-to/billing-access"""
ACTS_AS = "roles/iam.workloadIdentityUser"
_KEY = re.compile(
    r"gcpkms://projects/(?P<project>[^/]+)/locations/(?P<location>[^/]+)/keyRings/(?P<ring>[^/]+)/cryptoKeys/(?P<key>[^/?]+)"
)
_ACCOUNT = re.compile(r"(?P<name>[^@]+)@(?P<project>[^.]+)\.iam\.gserviceaccount\.com")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A repository whose CI applies: `forge` is what its provider is called, `issuer` who signs its tokens, `claim` and
    `repository` what a token says of it, `branch` the condition on what else it says."""

    forge: str
    issuer: str
    claim: str
    repository: str
    branch: str

    @property
    def condition(self) -> str:
        """The condition that a token must meet, in the expression language of IAM."""
        return f'assertion.{self.claim} == "{self.repository}" && {self.branch}'

    @property
    def mapping(self) -> dict[str, str]:
        """The attributes that grants may name, and what of a token they are."""
        return {"google.subject": "assertion.sub", f"attribute.{self.claim}": f"assertion.{self.claim}"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be made: what it is for, and commands of a shell."""

    because: str
    commands: tuple[str, ...]


def github(repository: str) -> SignIn:
    """GitHub Actions of `owner/repository`, on its main branch.
    https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments"""
    issuer = "https://token.actions.githubusercontent.com"
    return SignIn("github", issuer, "repository", repository, 'assertion.ref == "refs/heads/main"')


def gitlab(project: str, host: str = "https://gitlab.com") -> SignIn:
    """GitLab CI of `group/project`, on its protected main branch. https://docs.gitlab.com/ci/cloud_services/google_cloud"""
    branch = 'assertion.ref == "main" && assertion.ref_type == "branch" && assertion.ref_protected == "true"'
    return SignIn("gitlab", host, "project_path", project, branch)


def buckets(environment: Environment) -> tuple[str, ...]:
    """The names of the buckets that state and ledger are in."""
    places = (environment.backend, environment.ledger)
    return tuple(dict.fromkeys(one.split("/")[2] for one in places if one.startswith("gs://")))


def key(environment: Environment) -> dict[str, str] | None:
    """Project, location, ring and name of the key of secrets; None where they have a passphrase."""
    match = _KEY.match(environment.secrets_provider)
    return match.groupdict() if match else None


def accounts(environment: Environment) -> Iterator[tuple[str, str]]:
    """Names and projects of accounts that the environment names and nobody here makes; one that is mirrored is the
    other environment's."""
    elsewhere = environment.mirror.event_service_account if environment.mirror else ""
    matches = (_ACCOUNT.fullmatch(one) for one in dict.fromkeys(environment.accounts) if one != elsewhere)
    return ((match["name"], match["project"]) for match in matches if match is not None)


def grants(environment: Environment) -> frozenset[tuple[str, str]]:
    """The members and roles that the steps below grant on projects of the environment."""
    projects = {cell.project for cell in environment.cells}
    member = f"serviceAccount:{DEPLOYER}@{environment.cells[0].project}.iam.gserviceaccount.com"
    return frozenset((member, f"projects/{project}/roles/{ROLE}") for project in projects)


def steps(environment: Environment, needed: Sequence[str], sign_ins: Sequence[SignIn]) -> Iterator[Step]:
    """Everything that must be there, in order. `needed`: the permissions that it takes to apply the fleet."""
    projects = list(dict.fromkeys(cell.project for cell in environment.cells))
    home = projects[0]
    member = f"serviceAccount:{DEPLOYER}@{home}.iam.gserviceaccount.com"
    apis = [f"{api}.googleapis.com" for api in FIRST]
    yield Step(
        "APIs that come before all others; the foundation enables the rest",
        tuple(_line("gcloud", "services", "enable", *apis, "--project", project) for project in projects),
    )
    yield Step(
        "The account that applies, which nobody has a key of",
        (_line("gcloud", "iam", "service-accounts", "create", DEPLOYER, "--project", home),),
    )
    for project in projects:
        yield _role(project, needed, member)
    yield from _state(environment, home, member)
    yield from _key(environment, member)
    yield from _budget(environment, member)
    yield from _accounts(environment)
    for one in sign_ins:
        yield _federation(environment, one, home)


def _role(project: str, needed: Sequence[str], member: str) -> Step:
    by_collection: dict[str, list[str]] = defaultdict(list)
    for one in sorted({*needed, *READS}):
        by_collection[one.rpartition(".")[0]].append(one)
    permissions = ",\\\n".join(",".join(names) for names in by_collection.values())
    role = f"projects/{project}/roles/{ROLE}"
    return Step(
        "What it may do: exactly what this fleet takes. It changes grants, so it could let itself in anywhere",
        (
            _line("gcloud", "iam", "roles", "create", ROLE, "--project", project, "--title", "Event composer")
            + f" --permissions \\\n{permissions}",
            _line("gcloud", "projects", "add-iam-policy-binding", project, "--member", member, "--role", role)
            + " --condition None",
        ),
    )


def _state(environment: Environment, home: str, member: str) -> Iterator[Step]:
    region = environment.cells[0].region
    for bucket in (f"gs://{name}" for name in buckets(environment)):
        yield Step(
            "State and ledger, with earlier versions to go back to",
            (
                _line("gcloud", "storage", "buckets", "create", bucket, "--project", home, "--location", region)
                + " --uniform-bucket-level-access --public-access-prevention",
                _line("gcloud", "storage", "buckets", "update", bucket, "--versioning"),
                _line("gcloud", "storage", "buckets", "add-iam-policy-binding", bucket, "--member", member)
                + " --role roles/storage.objectUser",
            ),
        )


def _key(environment: Environment, member: str) -> Iterator[Step]:
    match = key(environment)
    if match is None:
        return
    where = ("--project", match["project"], "--location", match["location"])
    ring = ("--keyring", match["ring"])
    yield Step(
        "The key of secrets in the state",
        (
            _line("gcloud", "kms", "keyrings", "create", match["ring"], *where),
            _line("gcloud", "kms", "keys", "create", match["key"], *where, *ring, "--purpose", "encryption"),
            _line("gcloud", "kms", "keys", "add-iam-policy-binding", match["key"], *where, *ring, "--member", member)
            + f" --role {KEY_USER}",
        ),
    )


def _budget(environment: Environment, member: str) -> Iterator[Step]:
    """The permissions that it takes to make budgets: they are of the billing account, where no role of a project
    counts."""
    if environment.budget is None:
        return
    account = environment.budget.billing_account
    yield Step(
        "Budgets: they are of the billing account, which only its administrators grant. The role shows what is spent",
        (
            _line("gcloud", "billing", "accounts", "add-iam-policy-binding", account, "--member", member)
            + f" --role {COSTS}",
        ),
    )


def _accounts(environment: Environment) -> Iterator[Step]:
    commands = tuple(
        _line("gcloud", "iam", "service-accounts", "create", name, "--project", project)
        for name, project in accounts(environment)
    )
    if commands:
        yield Step("Accounts of the delivery system's own programs, which resources let in", commands)


def _federation(environment: Environment, one: SignIn, home: str) -> Step:
    pool = f"composer-{one.forge}"
    where = ("--project", home, "--location", "global")
    mapping = ",".join(f"{name}={value}" for name, value in one.mapping.items())
    number = environment.cells[0].project_number
    pools = f"projects/{number}/locations/global/workloadIdentityPools/{pool}"
    principals = f"principalSet://iam.googleapis.com/{pools}/attribute.{one.claim}/{one.repository}"
    account = f"{DEPLOYER}@{home}.iam.gserviceaccount.com"
    oidc = ("gcloud", "iam", "workload-identity-pools", "providers", "create-oidc", one.forge, *where)
    return Step(
        f"Whose CI may act as it, without a stored key: {one.repository}, on its main branch. The provider is "
        f"{pools}/providers/{one.forge}",
        (
            _line("gcloud", "iam", "workload-identity-pools", "create", pool, *where),
            _line(*oidc, "--workload-identity-pool", pool, "--issuer-uri", one.issuer)
            + f" \\\n  --attribute-mapping {shlex.quote(mapping)}"
            + f" \\\n  --attribute-condition {shlex.quote(one.condition)}",
            _line("gcloud", "iam", "service-accounts", "add-iam-policy-binding", account, "--project", home)
            + f" \\\n  --role {ACTS_AS} --member {shlex.quote(principals)}",
        ),
    )


def _line(*arguments: str) -> str:
    return shlex.join(arguments)
