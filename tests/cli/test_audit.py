"""`composer audit` ends with 0, 1 or 3, and writes evidence that it verifies."""

from __future__ import annotations

import json
import subprocess
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from composer import pipeline
from composer.cli import main
from composer.ledger import Ledger, Record
from composer.localcloud import settings, tamper
from composer.localcloud.cloud import Cloud
from composer.localcloud.cloud_database import Store
from composer.policy.waivers import today
from composer.repository import Repository
from composer.stages import Checked
from tests.docs.test_formats import fits

if TYPE_CHECKING:
    from pathlib import Path


def ran(arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, arguments.split())
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def granted_to_everybody(here: Path) -> None:
    from composer.kinds import KINDS

    cloud = Cloud(here / ".composer" / "localcloud.db")
    values = {"project": "composer-local", "role": "roles/viewer", "member": "allAuthenticatedUsers"}
    cloud.create(KINDS["gcp:projects/iAMMember:IAMMember"], values)
    cloud.store.close()


def test_how_it_ends(here: Path) -> None:
    shown = ran("audit")
    assert "Everything was seen" in shown
    granted_to_everybody(here)
    assert "open-to-everybody" in ran("audit", 1)
    assert "say --yes" in ran("audit --repair", 2)
    shown = ran("audit --repair --yes")
    assert "✓ composer-local/roles/viewer/allAuthenticatedUsers" in shown
    assert "Everything was seen, and is as it was applied" in shown.rpartition("Audited again")[2]
    assert ran("audit --repair").count("Audit of local") == 1
    granted_to_everybody(here)
    store = Store(here / ".composer" / "localcloud.db")
    settings._set(store, "denied composer-local", '["cloudasset.assets.listIamPolicy"]')
    assert "says nothing about the rest" in ran("audit", 3), "findings beside it do not make it a 1"


def test_who_could_read_it_is_told_to_programs_beside_what_definitions_say(here: Path) -> None:
    eve = "user:eve@example.com"
    ran("local list")
    cloud = Cloud(here / ".composer" / "localcloud.db")
    tamper.grant(cloud, "composer-local", "roles/owner", eve)
    cloud.store.close()
    document = fits(json.loads(ran("exposure EndSong --live --format json", 1)))
    assert document["live"]["complete"]
    assert document["live"]["at"] is None
    assert {one["field"] for one in document["fields"] if one["personal"]} == {
        one["field"] for one in document["live"]["fields"]
    }
    assert all(one["more"] == [eve] for one in document["live"]["fields"])
    assert document["live"]["differing"] == len(document["live"]["fields"]) > 0
    assert f"+ {eve}" in ran("exposure EndSong --live", 1)
    store = Store(here / ".composer" / "localcloud.db")
    settings._set(store, "denied composer-local", '["cloudasset.assets.listIamPolicy"]')
    document = fits(json.loads(ran("exposure EndSong --live --format json", 3)))
    assert [one["source"] for one in document["live"]["lists"] if one["why"]] == ["policies"]


def test_many_deletions_at_once_need_a_person(here: Path) -> None:
    from composer.kinds import KINDS

    checked = pipeline.settle_and_check(Repository(here), "local")
    assert isinstance(checked, Checked)
    most = checked.policies.endings.most_removed
    ran("local list")
    cloud = Cloud(here / ".composer" / "localcloud.db")
    labels = {
        "managed-by": "composer",
        "environment": "local",
        "owner": next(iter(checked.event_types.values())).owner.name,
    }
    topics = KINDS["gcp:pubsub/topic:Topic"]
    for number in range(most + 1):
        cloud.create(topics, {"project": "composer-local", "name": f"left-over-{number}", "labels": labels})
    shown = ran("audit --repair --yes", 1)
    assert f"This removes {most + 1} resources at once, where policy lets {most} pass" in shown
    assert "Nothing was removed" in shown
    names = [f"projects/composer-local/topics/left-over-{number}" for number in range(most + 1)]
    assert all(cloud.read(topics, name) for name in names)
    tamper.delete(cloud, names[0])
    assert "Everything was seen, and is as it was applied" in ran("audit --repair --yes")
    assert not any(cloud.read(topics, name) for name in names)
    cloud.store.close()


def test_a_tolerated_finding_is_none_and_teams_get_digests(here: Path) -> None:
    granted_to_everybody(here)
    ran("audit --digests told", 1)
    finding = "open-to-everybody:gcp:projects/iAMMember:IAMMember:composer-local/roles/viewer/allAuthenticatedUsers"
    assert finding in (here / "told" / "platform-team.md").read_text()
    assert "1 new, 0 still there" in (here / "told" / "platform-team.md").read_text()
    found = json.loads(ran("audit --format json", 1))
    assert [one["id"] for one in found["findings"]] == [finding] == found["trend"]["still"]
    fits(found)
    waivers = here / "stacks" / "policy" / "waivers.yaml"
    end = today() + timedelta(days=60)
    row = f"tolerated:\n- finding: {finding}\n  reason: An outage.\n  approver: privacy@example.com\n  expires: {end}\n"
    waivers.write_text(waivers.read_text() + row)
    assert "but for 1 tolerated" in ran("audit")
    waivers.write_text(waivers.read_text().replace(str(end), "2001-12-31"))
    assert "was tolerated until 2001-12-31" in " ".join(ran("audit", 1).split())
    assert "1 mended" in ran("audit --repair --yes").rpartition("Audited again")[2]


def recorded(here: Path, commit: str) -> None:
    """As if EndSong had been applied, and something of it removed."""
    checked = pipeline.settle_and_check(Repository(here), "local")
    assert isinstance(checked, Checked)
    (graph,) = (one for one in pipeline.graphs(checked) if one.owner == "EndSong")
    proof = {"time": "2026-01-02T00:00:00+00:00", "resources": []}
    record = Record("EndSong", "s", graph, "", "", "", 1, commit, "2026-01-01T00:00:00+00:00", "", "", proof=proof)
    Ledger.of(checked.environment).write(record)


def test_evidence_is_written_and_verified(here: Path) -> None:
    author = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    for step in (("init", "-q"), ("add", "."), (*author, "commit", "-qm", "All of it\n\nReviewed-by: Bob")):
        subprocess.run(["git", *step], check=True, cwd=here)
    private, public = here / "key.pem", here / "public.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True, capture_output=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], check=True, cwd=here, capture_output=True, text=True).stdout
    recorded(here, head.strip())
    ran("audit --evidence e.zip --from 2020-01-01 --key key.pem", 1)
    with zipfile.ZipFile(here / "e.zip") as archive:
        names = set(archive.namelist())
        history, runs = (json.loads(archive.read(name)) for name in ("history.json", "runs.json"))
        plan, waivers = (json.loads(archive.read(name)) for name in ("plan.json", "waivers.json"))
        index = archive.read("INDEX.md").decode()
        fits(json.loads(archive.read("manifest.json")))
    (change,) = history["changes"]
    assert "AppCrashed" in fits(plan)["summary"]["changed"]
    assert waivers.keys() == {"waivers", "tolerated"}
    assert [one["author"] for one in runs["runs"]] == ["Ann <ann@example.com>"]
    assert [(one["owner"], one["commit"], one["in_period"]) for one in runs["runs"]] == [
        ("EndSong", head.strip(), True)
    ]
    assert (change["author"], change["trailers"]) == ("Ann <ann@example.com>", ["Reviewed-by: Bob"])
    assert "eventtypes/playback/EndSong.yaml" in change["files"]
    assert {"verdicts.json", "graphs/EndSong.json", "repository/eventtypes/playback/EndSong.yaml", "runs.json"} <= names
    for named in (part for part in index.split("`") if part.endswith((".json", "/"))):
        assert any(name.startswith(named) for name in names), named
    assert "as it was made" in ran("audit --verify e.zip --key public.pem")
    altered = bytearray((here / "e.zip").read_bytes())
    altered[len(altered) // 2] ^= 1
    (here / "e.zip").write_bytes(altered)
    assert "is not what it was" in ran("audit --verify e.zip", 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--from 2026-01-01", "belong to --evidence"),
        ("--evidence e.zip", "needs --from"),
        ("--evidence e.zip --from 2026-02-01 --to 2026-01-01", "is before"),
        ("EndSong --repair", "the whole environment"),
        ("EndSong --evidence e.zip --from 2026-02-01", "leave the names out"),
        ("--verify missing.zip", "cannot be read"),
        ("--verify e.zip --from 2026-02-01", "no other option"),
        ("--verify Pulumi.yaml --key Pulumi.yaml", "no public key"),
    ],
)
def test_what_makes_no_sense_is_said(here: Path, options: str, said: str) -> None:
    assert said in " ".join(ran(f"audit {options}", 2).split())
