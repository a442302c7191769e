"""requirements.lock: everything that pyproject.toml asks for, with hashes, for every Python that it names."""

from __future__ import annotations

import re
from importlib.metadata import requires

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.package.project import PROJECT, PYTHONS

TEXT = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENTRY = re.compile(r"^(\S+==[^\\\n]+?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
PINS = [Requirement(found[1]) for found in ENTRY.finditer(TEXT)]
ASKED = [Requirement(one) for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])]


def test_every_line_is_a_pin_with_hashes() -> None:
    left = [line for line in ENTRY.sub("", TEXT).splitlines() if line and not line.startswith("#")]
    assert left == [], "`make lock` writes the file"
    assert len(PINS) > len(ASKED)


def test_no_registry_is_named() -> None:
    assert "://" not in TEXT
    assert re.findall(r"^\s*(?!--hash=)-\S+", TEXT, re.MULTILINE) == []


@pytest.mark.parametrize("python", PYTHONS)
def test_what_is_asked_for_is_pinned(python: str) -> None:
    here = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    pinned = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in PINS
        if pin.marker is None or pin.marker.evaluate(here)
    }
    lost = [str(one) for one in ASKED if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))]
    assert lost == [], "run `make lock`"


def test_what_is_pinned_asks_for_nothing_else() -> None:
    """`make setup` installs the lock without looking for dependencies, so that no pin can be led astray by an extra."""
    (setup,) = [
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "-r requirements.lock" in line
    ]
    assert "--no-deps" in setup
    pinned = {canonicalize_name(pin.name): pin for pin in PINS if pin.marker is None or pin.marker.evaluate()}
    waiting, looked_at = [(name, "") for name in pinned], set[tuple[str, str]]()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in looked_at:
            continue
        looked_at.add((name, extra))
        for asked in map(Requirement, requires(name) or ()):
            if asked.marker is None or asked.marker.evaluate({"extra": extra}):
                needed = canonicalize_name(asked.name)
                assert needed in pinned, f"{name} asks for {asked}: run `make lock`"
                waiting += [(needed, wanted) for wanted in asked.extras]
    assert any(extra for _, extra in looked_at)
