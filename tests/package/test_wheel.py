"""The wheel works where nothing else of this project is: in a virtual environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.package.project import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("composer", "pyproject.toml", "README.md", "LICENSE")


def tracked(*paths: str) -> set[str]:
    listed = subprocess.run(["git", "ls-files", "-z", *paths], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built through the sdist, as `make build` does, from what git knows and nothing that lies about."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in tracked(*SOURCES):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
        (source / name).chmod((ROOT / name).stat().st_mode)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", made, source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    name = PROJECT["name"].replace("-", "_")
    assert sorted(path.name for path in made.iterdir()) == [
        f"{name}-{PROJECT['version']}-py3-none-any.whl",
        f"{name}-{PROJECT['version']}.tar.gz",
    ]
    return next(made.glob("*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a virtual environment with the wheel; what it depends on is lent by this one, to be quick."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, symlinks=True)
    site = home / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    command = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*command, "--no-index", "--ignore-installed", wheel], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return home / "bin"


def run(scripts: Path, folder: Path, *arguments: str) -> str:
    path = f"{scripts}:{os.environ['PATH']}"
    done = subprocess.run(
        [scripts / "evco", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def repository(scripts: Path, tmp_path: Path) -> Path:
    """What the installed program writes; it is the installed one, and not the one of this checkout."""
    where = "import composer; print(composer.__file__)"
    result = subprocess.run([scripts / "python", "-c", where], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout.startswith(str(scripts.parent))
    run(scripts, tmp_path, "init", "events")
    return tmp_path / "events"


def test_every_file_is_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {*archive.namelist()}
        about = next(name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(about).decode()
    assert sorted(tracked("composer") - names) == []
    assert [name for name in names if not name.startswith(("composer/", f"{about.partition('/')[0]}/"))] == []
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "License-Expression: Apache-2.0\n" in metadata
    assert "# composer\n" in metadata, "the README is its description"


def test_it_starts_checks_and_plans(scripts: Path, repository: Path) -> None:
    assert run(scripts, repository, "check") == "no problems in 2 definitions\n"
    assert "to create in 2 of 2 Event Types" in run(scripts, repository, "plan")
    assert (repository / ".ci" / "check").stat().st_mode & 0o111


@pytest.mark.engine
def test_it_applies(scripts: Path, repository: Path) -> None:
    assert "Applied 4 stacks" in run(scripts, repository, "up", "--yes")
    assert "Nothing to do" in run(scripts, repository, "up", "--yes")
