"""Cases: files that say what is expected where it happens, and how each is checked."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from composer import pipeline
from composer.base import released_schemas
from composer.diagnostics import Diagnostic
from composer.documents import load
from composer.repository import Repository
from composer.spec import reader
from composer.spec.json_schema import PUBLISHED

CASES = Path(__file__).parent / "cases"
NAME = "EndSong"
_MARK = re.compile(r"#~ (ET[0-9]{3})\b ?(.*?)(?=\s*#~ ET[0-9]{3}|$)")
_ASIDE = re.compile(r"([0-9]+)(?::([0-9]+))? (ET[0-9]{3})\b ?(.*)")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class WrittenDiagnostic:
    """A diagnostic as cases write it. `column` 0: any; `text`: some of the message, the related places or the hint."""

    file: str
    line: int
    code: str
    text: str
    column: int = 0

    def fits(self, other: "WrittenDiagnostic") -> bool:
        """Whether `other` is what was expected here."""
        here = (self.file, self.line, self.code) == (other.file, other.line, other.code)
        return here and self.column in {0, other.column} and self.text in other.text


@dataclass(frozen=True)
class Case:
    """A file or, in `fleets`, a folder; `expected` in the order of lines."""

    path: Path
    expected: tuple[WrittenDiagnostic, ...]

    @property
    def name(self) -> str:
        return self.path.relative_to(CASES).as_posix().removesuffix(".recipe")


def all_cases() -> list[Case]:
    """Every case, in order of name."""
    files = [*CASES.rglob("*.yaml"), *CASES.rglob("*.yaml.recipe")]
    single = [path for path in sorted(files) if path.relative_to(CASES).parts[0] != "fleets"]
    results = [Case(path, tuple(_expected(path, _file_of(path)))) for path in single]
    for folder in sorted((CASES / "fleets").iterdir()):
        expected: list[WrittenDiagnostic] = []
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.relative_to(folder).parts[0] == "base":
                continue
            file = path.relative_to(folder).as_posix()
            expected += _aside(path, file.removesuffix(".expect")) if path.suffix == ".expect" else _inline(path, file)
        results.append(Case(folder, tuple(expected)))
    return results


def diagnostics_of(case: Case, root: Path, scratch: Path) -> list[WrittenDiagnostic]:
    """What is said about a case, in a repository of its own with this project's policy."""
    kind = case.path.parent.name
    if case.path.parent.parent == CASES / "files":
        file = _file_of(case.path)
        return _said(reader.read(load(file, case.path), PUBLISHED[kind])[1])
    shutil.copytree(root / "stacks", scratch / "stacks")
    shutil.copy(root / "Pulumi.yaml", scratch)
    if (case.path / "base").is_dir():
        _overlay(case.path / "base", scratch)
        _committed(scratch)
    if case.path.is_dir():
        _overlay(case.path, scratch)
    else:
        target = scratch / _file_of(case.path)
        target.parent.mkdir(parents=True)
        target.write_bytes(_content(case.path))
    checked = pipeline.settle_and_check(Repository(scratch))
    if (case.path / "base").is_dir():
        checked = released_schemas.compare(checked, "HEAD").fleet
    about = {expected.code for expected in case.expected}
    return _said(tuple(one for one in checked.diagnostics if one.code in about or not _beside(one)))


BESIDE = ("ET324", "ET414", "ET415")
"""Warnings that nearly no case is about: that nothing is recorded yet, and that readers are named for nobody."""


def _beside(result: Diagnostic) -> bool:
    """Nearly no case has a record of versions, or readers for every field."""
    return result.code in BESIDE and not result.is_error


def _committed(folder: Path) -> None:
    git = ["git", "-C", str(folder), "-c", "user.name=case", "-c", "user.email=case@example.com"]
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--no-gpg-sign", "--message=base"]):
        subprocess.run([*git, *arguments], check=True)


def _overlay(folder: Path, scratch: Path) -> None:
    for path in sorted(folder.rglob("*")):
        target = scratch / path.relative_to(folder)
        if path.relative_to(folder).parts[0] == "base":
            continue
        if path.suffix == ".missing":
            target.with_suffix("").unlink()
        elif path.is_file() and path.suffix != ".expect":
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _file_of(path: Path) -> str:
    """How diagnostics call the file of a case."""
    if path.parent.parent == CASES / "files":
        return path.name
    return f"eventtypes/cases/{NAME}.yaml"


def _content(path: Path) -> bytes:
    if path.suffix != ".recipe":
        return path.read_bytes()
    return "".join(text * times for text, times in json.loads(path.read_text(encoding="utf-8"))).encode()


def _expected(path: Path, file: str) -> list[WrittenDiagnostic]:
    aside = path.with_name(path.name.removesuffix(".recipe") + ".expect")
    return _aside(aside, file) if aside.exists() else _inline(path, file)


def _aside(path: Path, file: str) -> list[WrittenDiagnostic]:
    matches = [_ASIDE.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [WrittenDiagnostic(file, int(m[1]), m[3], m[4].strip(), int(m[2] or 0)) for m in matches if m]


def _inline(path: Path, file: str) -> list[WrittenDiagnostic]:
    text = path.read_bytes().decode("utf-8", "replace")
    return [
        WrittenDiagnostic(file, number, code, parts.strip())
        for number, line in enumerate(_LINE_BREAK.split(text), start=1)
        for code, parts in _MARK.findall(line)
    ]


def _said(result: tuple[Diagnostic, ...]) -> list[WrittenDiagnostic]:
    return [
        WrittenDiagnostic(
            one.span.file,
            one.span.line,
            one.code,
            " | ".join([one.message, *(other.message for other in one.related), one.hint]),
            one.span.column,
        )
        for one in result
    ]
