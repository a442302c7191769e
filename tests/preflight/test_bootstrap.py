"""What bootstrap prints is a script that a shell runs, with every command once and nothing that is cut."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pulumi import _types

from composer import pipeline
from composer.model.environment import Cell
from composer.preflight import bootstrap, bootstrap_program
from composer.preflight.preflight import needed_permissions
from composer.printing import output
from composer.reports import bootstrap_pulumi, bootstrap_text
from composer.repository import Repository
from tests.preflight.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from composer.model import Environment
    from composer.stages import Checked

NEEDED = ("pubsub.topics.create", "storage.buckets.create")


@pytest.fixture(scope="module")
def production() -> Environment:
    return pipeline.settle(Repository(ROOT), "production").environment


def executed(environment: Environment, folder: Path, *sign_ins: bootstrap.SignIn, needed=NEEDED) -> list[list[str]]:
    """What a shell makes of the script: the arguments of each call of gcloud."""
    script, log = folder / "script.sh", folder / "log"
    output.write(
        bootstrap_text.render("production", bootstrap.steps(environment, needed, sign_ins), signs_in=True), script
    )
    stub = folder / "gcloud"
    stub.write_text(f'#!/bin/sh\nprintf "%s\\037" "$@" >>{log}\necho >>{log}\n')
    stub.chmod(0o755)
    subprocess.run(["bash", script], env={"PATH": f"{folder}:/usr/bin:/bin"}, check=True)
    return [line.split("\x1f")[:-1] for line in log.read_text().splitlines()]


def option(call: list[str], name: str) -> str:
    return call[call.index(name) + 1]


def calls(every: list[list[str]], *words: str) -> list[list[str]]:
    return [call for call in every if call[: len(words)] == [*words]]


def test_the_role_has_exactly_the_permissions_that_the_fleet_takes(checked: Checked, production, tmp_path) -> None:
    needed = needed_permissions(pipeline.graphs(checked))
    (call,) = calls(executed(production, tmp_path, needed=needed), "iam", "roles", "create")
    assert set(option(call, "--permissions").split(",")) == {*needed, *bootstrap.READS}


def test_state_has_versions_and_its_key_the_place_that_the_environment_names(production, tmp_path) -> None:
    every = executed(production, tmp_path)
    (bucket,) = calls(every, "storage", "buckets", "update")
    assert bucket[3:] == ["gs://example-composer-production", "--versioning"]
    (key,) = calls(every, "kms", "keys", "create")
    assert key[3] == "state"
    assert production.secrets_provider.endswith(f"keyRings/{option(key, '--keyring')}/cryptoKeys/{key[3]}")
    names = {call[3] for call in calls(every, "iam", "service-accounts", "create")}
    assert names == {"composer-deployer", *(one.partition("@")[0] for one in production.accounts)}


@pytest.mark.parametrize(
    ("one", "condition"),
    [
        (bootstrap.github("a/b"), 'assertion.repository == "a/b" && assertion.ref == "refs/heads/main"'),
        (
            bootstrap.gitlab("a/b/c"),
            (
                'assertion.project_path == "a/b/c" && assertion.ref == "main" && assertion.ref_type == "branch" && '
                'assertion.ref_protected == "true"'
            ),
        ),
    ],
)
def test_ci_signs_in_from_the_main_branch_of_one_repository(production, tmp_path, one, condition: str) -> None:
    every = executed(production, tmp_path, one)
    (provider,) = calls(every, "iam", "workload-identity-pools", "providers", "create-oidc")
    assert option(provider, "--attribute-condition") == condition
    assert option(provider, "--issuer-uri") == one.issuer
    (granted,) = calls(every, "iam", "service-accounts", "add-iam-policy-binding")
    assert option(granted, "--member").endswith(f"/attribute.{one.claim}/{one.repository}")
    assert "principalSet://iam.googleapis.com/projects/300000000001/" in option(granted, "--member")


def test_who_applies_may_make_budgets_where_there_are_any(production, tmp_path) -> None:
    (call,) = calls(executed(production, tmp_path), "billing", "accounts", "add-iam-policy-binding")
    assert call[3] == production.budget.billing_account
    assert option(call, "--role") == "roles/billing.costsManager"
    (tmp_path / "log").unlink()
    assert not calls(executed(replace(production, budget=None), tmp_path), "billing")


def test_no_role_of_a_project_has_permissions_of_a_billing_account() -> None:
    graphs = pipeline.graphs(pipeline.check(pipeline.settle(Repository(ROOT), "production").alone("EndSong")))
    assert not {one for one in needed_permissions(graphs) if one.startswith("billing")}


def test_every_project_gets_the_role_and_the_first_apis(production, tmp_path) -> None:
    two = replace(production, cells=(*production.cells, Cell("two", "another-project", "1", "us-east1")))
    every = executed(two, tmp_path)
    for words in (("services", "enable"), ("iam", "roles", "create")):
        assert {option(call, "--project") for call in calls(every, *words)} == {one.project for one in two.cells}
    members = {option(call, "--member") for call in calls(every, "projects", "add-iam-policy-binding")}
    assert len(members) == 1, "one account applies in all of them"


def test_the_accounts_of_a_mirrored_environment_are_left_to_it(tmp_path) -> None:
    staging = pipeline.settle(Repository(ROOT), "staging").environment
    made = calls(executed(staging, tmp_path), "iam", "service-accounts", "create")
    assert {option(call, "--project") for call in made} == {"example-events-staging"}


def written(environment: Environment, folder: Path, *sign_ins: bootstrap.SignIn) -> dict[str, dict[str, Any]]:
    """The resources of the program that is printed."""
    target = folder / "Pulumi.yaml"
    output.write(bootstrap_pulumi.render(bootstrap_program.program(environment, NEEDED, sign_ins)), target)
    text = target.read_text()
    assert "*id" not in text, "written out, as people read it"
    resources: dict[str, dict[str, Any]] = yaml.safe_load(text)["resources"]
    return resources


def of_type(resources: dict[str, dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one["properties"] for one in resources.values() if one["type"] == kind]


def test_the_program_makes_what_the_commands_make(production, tmp_path) -> None:
    two = replace(production, cells=(*production.cells, Cell("two", "another-project", "1", "us-east1")))
    sign_in = bootstrap.github("a/b")
    every, resources = executed(two, tmp_path, sign_in), written(two, tmp_path, sign_in)
    accounts = {(call[3], option(call, "--project")) for call in calls(every, "iam", "service-accounts", "create")}
    assert {(one["accountId"], one["project"]) for one in of_type(resources, "gcp:serviceaccount:Account")} == accounts
    roles = of_type(resources, "gcp:projects:IAMCustomRole")
    assert [set(one["permissions"]) for one in roles] == [
        set(option(call, "--permissions").split(",")) for call in calls(every, "iam", "roles", "create")
    ]
    apis = [
        (option(call, "--project"), api)
        for call in calls(every, "services", "enable")
        for api in call[2:]
        if "." in api
    ]
    assert [(one["project"], one["service"]) for one in of_type(resources, "gcp:projects:Service")] == apis
    (provider,) = of_type(resources, "gcp:iam:WorkloadIdentityPoolProvider")
    (call,) = calls(every, "iam", "workload-identity-pools", "providers", "create-oidc")
    assert provider["attributeCondition"] == option(call, "--attribute-condition")
    assert ",".join(f"{a}={b}" for a, b in provider["attributeMapping"].items()) == option(call, "--attribute-mapping")
    granted = [call for call in every if "add-iam-policy-binding" in call]
    members = [one for one in resources.values() if "role" in one["properties"]]
    assert len(members) == len(granted), "as many grants"


def test_the_program_says_what_providers_take(production, tmp_path) -> None:
    resources = written(production, tmp_path, bootstrap.github("a/b"), bootstrap.gitlab("a/b/c"))
    for name, one in resources.items():
        _, product, kind = one["type"].split(":")
        resource = getattr(import_module(f"pulumi_gcp.{product}"), kind)
        arguments = getattr(import_module(resource.__module__), f"{kind}Args")
        wire = set(_types.input_type_py_to_pulumi_names(arguments).values())
        assert set(one["properties"]) <= wire, name
        for reference in re.findall(r"\$\{([^.}]+)", str(one)):
            assert reference in resources, reference
    buckets = [one for one in resources.values() if one["type"] == "gcp:storage:Bucket"]
    assert all(one["options"]["protect"] for one in buckets)
    assert {one["properties"]["location"] for one in buckets} == {"EUROPE-WEST1"}, "as it is answered: no change"
