"""`composer init`: what it writes passes `check` and runs its own CI scripts. tests/docs/test_formats.py applies it."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from composer.cli import main
from composer.policy import environment_clashes
from composer.starter import repository_template

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "events"
    made = run("init", str(folder), "--organisation", "acme", "--mail-domain", "acme.example")
    assert made.exit_code == 0, made.output
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


def filled_in(folder: Path) -> None:
    """Write down the number of the project of production and its budget, as the page on a new project says."""
    file = folder / "stacks/environments/production.yaml"
    file.write_text(file.read_text().replace("000000000000", "300000000001").replace("# budget:", "budget:"))


@pytest.mark.parametrize("environment", ["local", "production"])
def test_it_passes_once_its_project_has_a_number(fresh: Path, environment: str) -> None:
    before = run("check", "--environment", environment)
    assert ("ET719" in before.output) == (environment == "production")
    filled_in(fresh)
    assert run("check", "--environment", environment).output == "no problems in 2 definitions\n"


def test_no_placeholder_is_left(fresh: Path) -> None:
    texts = {path: path.read_text() for path in fresh.rglob("*") if path.is_file() and "docs" not in path.parts}
    assert [path for path, text in texts.items() if "ORGANISATION" in text or "MAIL_DOMAIN" in text] == []
    assert any("acme.example" in text for text in texts.values())


def test_each_environment_has_places_of_its_own_with_its_name(fresh: Path) -> None:
    for file in (fresh / "stacks/environments").glob("*.yaml"):
        written = yaml.safe_load(file.read_text())
        if not written.get("simulated"):
            assert all(file.stem in written[place] for place in environment_clashes.PLACES)


def test_nothing_is_written_over(fresh: Path) -> None:
    (fresh / "README.md").write_text("mine")
    before = {path: path.read_bytes() for path in fresh.rglob("*") if path.is_file()}
    again = run("init", str(fresh))
    assert again.exit_code == 2
    assert "nothing was written" in again.output
    assert {path: path.read_bytes() for path in fresh.rglob("*") if path.is_file()} == before


def test_a_repository_beside_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert run("init", str(tmp_path)).exit_code == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_facts_of_google_are_those_of_the_examples(root: Path) -> None:
    """What is true everywhere is copied, never told differently."""
    for name in ("limits.yaml", "metrics.yaml"):
        ours = (root / "stacks/policy" / name).read_text()
        assert (repository_template.TEMPLATE / "stacks/policy" / name).read_text() == ours, (
            f"copy stacks/policy/{name} there"
        )
    assert (repository_template.TEMPLATE / "stacks/__main__.py").read_text() == (
        root / "stacks/__main__.py"
    ).read_text()


def test_its_scripts_of_ci(fresh: Path) -> None:
    filled_in(fresh)
    git(fresh, "init", "-q", "-b", "main")
    git(fresh, "add", ".")
    git(fresh, "commit", "-q", "-m", "first")
    definition = fresh / "eventtypes/website/PageViewed.yaml"
    definition.write_text(definition.read_text().replace("peak: 200/s", "peak: 900/s"))
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(
        [".ci/check", "main"], cwd=fresh, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    plan = (fresh / "plan.md").read_text()
    assert "PageViewed" in plan
    definition.write_text("event_type: [")
    done = subprocess.run(
        [".ci/check", "main"], cwd=fresh, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "PageViewed.yaml:1" in done.stdout


def workflow_of_a_pull_request(folder: Path, base: str) -> tuple[int, str]:
    """Every command of the job `check`, as a runner runs them: stopped at the first that fails, but for `always()`."""
    workflow = yaml.safe_load((folder / ".github/workflows/event-types.yaml").read_text())
    checkout = workflow["jobs"]["check"]["steps"][0]
    assert checkout["with"] == {"fetch-depth": 0}, "without it there is nothing to compare with"
    settings = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md")}
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    code, printed = 0, ""
    for step in workflow["jobs"]["check"]["steps"]:
        if "run" not in step or (code and step.get("if") != "always()"):
            continue
        command = step["run"].replace("${{ github.base_ref }}", base)
        assert "${{" not in command
        done = subprocess.run(
            ["bash", "-e", "-c", command],
            cwd=folder,
            env={**os.environ, **settings, **path},
            capture_output=True,
            text=True,
            check=False,
        )
        code, printed = code or done.returncode, printed + done.stdout + done.stderr
    return code, printed


def test_the_workflow_stops_what_harms_stored_events(fresh: Path, tmp_path: Path) -> None:
    filled_in(fresh)
    git(fresh, "init", "-q", "-b", "main")
    git(fresh, "add", ".")
    git(fresh, "commit", "-q", "-m", "first")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(fresh), str(clone))
    git(clone, "checkout", "-q", "-b", "change")
    definition = clone / "eventtypes/website/PageViewed.yaml"
    whole = definition.read_text()

    definition.write_text(whole.replace("retention: 400d", "retention: 30d"))
    git(clone, "commit", "-qam", "keep it shorter")
    code, printed = workflow_of_a_pull_request(clone, "main")
    assert code == 1, printed
    assert "ET807" in printed
    assert "Plan for environment production" in printed
    assert "PageViewed" in (tmp_path / "summary.md").read_text()

    definition.write_text(whole.replace("peak: 200/s", "peak: 900/s"))
    git(clone, "commit", "-qam", "more of them")
    code, printed = workflow_of_a_pull_request(clone, "main")
    assert code == 0, printed
    assert "traffic.peak" in printed


def test_down_asks_before_it_destroys(fresh: Path) -> None:
    """Nobody can be asked here, and nothing is asked of a cloud that must not be destroyed anyway."""
    unasked = run("down")
    assert unasked.exit_code == 2
    assert "say --yes" in unasked.output
    filled_in(fresh)
    real = run("down", "--environment", "production", "--yes")
    assert real.exit_code == 2
    assert "production is a real environment" in real.output


def test_the_real_provider_is_asked_for_in_simulated_environments_alone(fresh: Path) -> None:
    filled_in(fresh)
    refused = run("up", "--environment", "production", "--provider", "real")
    assert refused.exit_code == 2
    assert "production is a real environment and has the real provider" in " ".join(refused.output.split())


PATH = re.compile(r"(?<![\w/:.${}*-])\.{0,2}/?(?:[\w.-]+/)*[\w-]+\.(?:md|json|jsonl|ya?ml|py)\b")
"""A file that a text names, by its path or by its name alone."""
MADE = {"plan.md"}
"""Written by `.ci/check`, and ignored by git."""


def named(text: str) -> set[str]:
    without_addresses = re.sub(r"\b\w+://\S+", "", text)
    return {result.lstrip("/") for result in PATH.findall(without_addresses)}


def test_files_that_are_named_are_there(fresh: Path) -> None:
    """Beside the file that names them, or from the root."""
    files = [path for path in fresh.rglob("*") if path.is_file()]
    lost = {
        f"{path.relative_to(fresh)}: {name}"
        for path in files
        for name in named(path.read_text(encoding="utf-8"))
        if not any((folder / name).exists() for folder in (path.parent, fresh))
        and name not in MADE
        and not any(other.name == name for other in files)
    }
    assert lost == set()


def test_a_page_that_is_not_there_is_found() -> None:
    assert named("what it needs (docs/how-to/apply.md), gs://code/x.py") == {"docs/how-to/apply.md"}


def test_no_message_leads_to_a_page_of_the_composer(root: Path) -> None:
    """Who uses it has another repository: there `composer explain`, codes and `--help` lead on."""
    results = []
    for path in (root / "composer").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {id(tree.body[0].value)} if tree.body and isinstance(tree.body[0], ast.Expr) else set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in modules:
                page = re.search(r"(?<![\w/-])docs/[\w/-]+\.md", node.value)
                if page and page[0] != node.value:
                    results.append(f"{path.relative_to(root)}:{node.lineno}: {page[0]}")
    assert results == []
