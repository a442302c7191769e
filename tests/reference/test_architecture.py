"""The page of the architecture is what contract, docstrings and flows say; and the flows are what happens."""

from __future__ import annotations

import shutil
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from composer.cli import main
from composer.reference import architecture, layers, layers_picture
from composer.reference.flows import CHANGE, DEFINITION, FLOWS, Flow, Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEPS = [pytest.param(step, id=step.name) for flow in FLOWS for step in flow.steps]


def packages(root: Path) -> Iterator[str]:
    for path in sorted((root / "composer").iterdir()):
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem != "__init__"):
            yield path.stem


@pytest.mark.parametrize("path", [architecture.PAGE, architecture.WIDE, architecture.NARROW], ids=str)
def test_what_is_written_is_fresh(root: Path, path: Path) -> None:
    assert (root / path).read_text(encoding="utf-8") == architecture.written(root)[path], (
        f"{path} is not what contract, docstrings and flows say; if they are right: {architecture.COMMAND}"
    )


def test_every_part_of_the_composer_has_its_layer(root: Path) -> None:
    assert sorted(part.name for part in layers.parts(root)) == [*packages(root)]


def test_every_package_says_what_belongs_in_it_and_what_does_not(root: Path) -> None:
    for part in layers.parts(root):
        assert part.holds.endswith("."), part.path
        assert part.not_here or part.path == f"composer/{part.name}.py", f"{part.path} has no line `Not here: …`"


def test_every_folder_has_a_docstring(root: Path) -> None:
    without = [
        path.relative_to(root).as_posix()
        for path in (root / "composer").rglob("__init__.py")
        if "template" not in path.parts and not path.read_text().startswith('"""')
    ]
    assert without == []


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_a_function_of_the_package(root: Path, step: Step) -> None:
    assert (root / step.file(root)).is_file()
    assert step.file(root).startswith("composer/")


@pytest.fixture
def edited(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example fleet as the base, and one of its Event Types with another peak and a retention that is none."""
    import subprocess

    for folder in ("eventtypes", "stacks"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "Pulumi.yaml", tmp_path)
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for command in (["init", "-q", "-b", "main"], ["add", "."], [*identity, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPOSER_CACHE", "off")
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0}, raising=False)  # one processor: all of it happens here
    return tmp_path


def passed(flow: Flow, *arguments: str) -> list[str]:
    """The steps of the flow that a verb takes one after the other, whatever it calls in between."""
    waiting = [step.code_name for step in flow.steps]
    taken: list[str] = []

    def watch(frame: Any, event: str, _: object) -> None:
        if event == "call" and waiting and frame.f_code.co_qualname == waiting[0].removeprefix(_module(frame)):
            taken.append(waiting.pop(0))

    sys.setprofile(watch)
    try:
        CliRunner().invoke(main, arguments)
    finally:
        sys.setprofile(None)
    return taken


def _module(frame: Any) -> str:
    return f"{frame.f_globals.get('__name__', '')}."


def test_a_definition_takes_the_way_of_the_page(edited: Path) -> None:
    definition = next((edited / "eventtypes").rglob("EndSong.yaml"))
    definition.write_text(definition.read_text().replace("peak: 300000/s", "peak: 1/s"))
    assert passed(DEFINITION, "check") == [step.code_name for step in DEFINITION.steps]


def test_a_change_takes_the_way_of_the_page(edited: Path) -> None:
    definition = next((edited / "eventtypes").rglob("EndSong.yaml"))
    definition.write_text(definition.read_text().replace("peak: 300000/s", "peak: 400000/s"))
    assert passed(CHANGE, "plan", "--base", "main") == [step.code_name for step in CHANGE.steps]


class Texts(HTMLParser):
    """Where each text of a picture ends, as far as that can be reckoned, and the boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[tuple[float, float, float, float]] = []
        self.texts: list[tuple[str, float, float, str]] = []
        self._next: tuple[str, float, float] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "rect" and given["class"] == "box":
            self.boxes.append(tuple(float(given[one]) for one in ("x", "y", "width", "height")))  # type: ignore[arg-type]
        if tag == "text":
            self._next = (given["class"], float(given["x"]), float(given["y"]))

    def handle_data(self, data: str) -> None:
        if self._next and data.strip():
            self.texts.append((*self._next, data))
            self._next = None


@pytest.mark.parametrize("layout", [layers_picture.WIDE, layers_picture.NARROW], ids=["wide", "narrow"])
def test_texts_stay_in_their_boxes(root: Path, layout: layers_picture.Layout) -> None:
    picture = Texts()
    picture.feed(layers_picture.svg(layers.groups(root), layout))
    for style, x, y, text in picture.texts:
        if style not in {"holds", "name"}:
            assert x + len(text) * layers_picture.CHARACTER < layout.width, text
            continue
        left, top, width, height = next(
            box for box in picture.boxes if box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]
        )
        letter = layers_picture.NAME if style == "name" else layers_picture.CHARACTER
        right = min([left + width, *(other for _, other, line, _ in picture.texts if line == y and other > x)])
        assert x + len(text) * letter <= right, text
        assert top < y < top + height - 4, text
