"""The same as a program of Pulumi (YAML): what must be there before the first `up`, for who would rather keep it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds import KINDS
from composer.kinds.kms.crypto_keys import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER, KEY_RING
from composer.kinds.projects.project_iam import CUSTOM_ROLE, PROJECT_IAM_MEMBER
from composer.kinds.projects.service import SERVICE
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.kinds.storage.bucket import BUCKET, BUCKET_IAM_MEMBER
from composer.kinds.unknown_values import camel
from composer.preflight import bootstrap
from composer.preflight.project_rows import READS, ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.model import Environment
    from composer.preflight.bootstrap import SignIn

_POOL, _PROVIDER = "gcp:iam:WorkloadIdentityPool", "gcp:iam:WorkloadIdentityPoolProvider"
_ACCOUNT_MEMBER, _BILLING_MEMBER = "gcp:serviceaccount:IAMMember", "gcp:billing:AccountIamMember"
_MEMBER = "serviceAccount:${deployer.email}"


def program(environment: Environment, needed: Sequence[str], sign_ins: Sequence[SignIn]) -> dict[str, Any]:
    """A program that makes all that must be there. `needed`: the permissions that it takes to apply the fleet."""
    resources = dict(_Program(environment, needed, sign_ins).resources())
    return {
        "name": f"composer-bootstrap-{environment.name}",
        "runtime": "yaml",
        "description": f"What {environment.name} needs before the first up of its event types",
        "resources": resources,
    }


class _Program:
    def __init__(self, environment: Environment, needed: Sequence[str], sign_ins: Sequence[SignIn]) -> None:
        self.environment, self.needed, self.sign_ins = environment, needed, sign_ins
        self.projects = list(dict.fromkeys(cell.project for cell in environment.cells))
        self.home = self.projects[0]

    def resources(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Names and resources; all of them wait for the APIs."""
        apis = dict(self._apis())
        yield from apis.items()
        waits = tuple(f"${{{name}}}" for name in apis)
        for parts in (
            self._deployer(),
            self._state(),
            self._key(),
            self._budget(),
            self._accounts(),
            self._federation(),
        ):
            for name, resource in parts:
                options = {**resource.get("options", {}), "dependsOn": [*waits]}
                yield name, {**resource, "options": options}

    def _apis(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for project in self.projects:
            for api in bootstrap.FIRST:
                service = f"{api}.googleapis.com"
                inputs = {"project": project, "service": service, "disable_on_destroy": False}
                yield f"api-{api}-{project}", _resource(SERVICE.token, inputs)

    def _deployer(self) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "deployer", _resource(ACCOUNT.token, {"project": self.home, "account_id": bootstrap.DEPLOYER})
        for project in self.projects:
            permissions = sorted({*self.needed, *READS})
            role = {"project": project, "role_id": ROLE, "title": "Event composer", "permissions": permissions}
            yield f"role-{project}", _resource(CUSTOM_ROLE.token, role)
            granted = {"project": project, "role": f"${{role-{project}.name}}", "member": _MEMBER}
            yield f"deployer-{project}", _resource(PROJECT_IAM_MEMBER.token, granted)

    def _state(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for index, name in enumerate(bootstrap.buckets(self.environment), start=1):
            inputs = {
                "project": self.home,
                "name": name,
                "location": self.environment.cells[0].region.upper(),
                "uniform_bucket_level_access": True,
                "public_access_prevention": "enforced",
                "versioning": {"enabled": True},
            }
            yield f"bucket-{index}", _resource(BUCKET.token, inputs, protect=True)
            granted = {"bucket": f"${{bucket-{index}.name}}", "role": "roles/storage.objectUser", "member": _MEMBER}
            yield f"bucket-{index}-deployer", _resource(BUCKET_IAM_MEMBER.token, granted)

    def _key(self) -> Iterator[tuple[str, dict[str, Any]]]:
        key = bootstrap.key(self.environment)
        if key is None:
            return
        ring = {"project": key["project"], "location": key["location"], "name": key["ring"]}
        yield "key-ring", _resource(KEY_RING.token, ring, protect=True)
        yield "key", _resource(CRYPTO_KEY.token, {"key_ring": "${key-ring.id}", "name": key["key"]}, protect=True)
        granted = {"crypto_key_id": "${key.id}", "role": bootstrap.KEY_USER, "member": _MEMBER}
        yield "key-deployer", _resource(CRYPTO_KEY_IAM_MEMBER.token, granted)

    def _budget(self) -> Iterator[tuple[str, dict[str, Any]]]:
        budget = self.environment.budget
        if budget is not None:
            granted = {"billing_account_id": budget.billing_account, "role": bootstrap.COSTS, "member": _MEMBER}
            yield "budgets-deployer", _resource(_BILLING_MEMBER, granted)

    def _accounts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, project in bootstrap.accounts(self.environment):
            yield f"account-{name}-{project}", _resource(ACCOUNT.token, {"project": project, "account_id": name})

    def _federation(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for one in self.sign_ins:
            pool = f"pool-{one.forge}"
            yield pool, _resource(_POOL, {"project": self.home, "workload_identity_pool_id": f"composer-{one.forge}"})
            provider = {
                "project": self.home,
                "workload_identity_pool_id": f"${{{pool}.workloadIdentityPoolId}}",
                "workload_identity_pool_provider_id": one.forge,
                "attribute_mapping": one.mapping,
                "attribute_condition": one.condition,
                "oidc": {"issuer_uri": one.issuer},
            }
            yield f"provider-{one.forge}", _resource(_PROVIDER, provider)
            member = f"principalSet://iam.googleapis.com/${{{pool}.name}}/attribute.{one.claim}/{one.repository}"
            granted = {"service_account_id": "${deployer.name}", "role": bootstrap.ACTS_AS, "member": member}
            yield f"ci-{one.forge}", _resource(_ACCOUNT_MEMBER, granted)


def _resource(token: str, inputs: dict[str, Any], *, protect: bool = False) -> dict[str, Any]:
    """A resource as YAML programs write it: the short type, and names of properties as on the wire."""
    kind = KINDS.get(token)
    short = f"{token.partition('/')[0]}:{kind.name}" if kind is not None else token
    resource: dict[str, Any] = {"type": short, "properties": _wire(inputs)}
    return {**resource, "options": {"protect": True}} if protect else resource


def _wire(inputs: dict[str, Any]) -> dict[str, Any]:
    """Inputs in camelCase. Keys of a map of attributes are no properties, and stay."""
    return {
        camel(name): _wire(value) if isinstance(value, dict) and name != "attribute_mapping" else value
        for name, value in inputs.items()
    }
