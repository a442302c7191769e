"""The CLI that was built into the user's cache: what is not whole any more is told, and built anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from composer.engine import binary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOOL = replace(binary.CLI, name="tool", version="1.2.3")
SOUND = "#!/bin/sh\necho v1.2.3\n"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(binary, "user_cache_path", lambda *_: tmp_path)
    monkeypatch.setattr(binary, "_go", lambda command, _: _built(command))
    path = TOOL.home / TOOL.name
    path.parent.mkdir(parents=True)
    _built(["-o", str(path)])
    return path


def _built(command: list[str]) -> str:
    from pathlib import Path

    path = Path(command[command.index("-o") + 1])
    path.write_text(SOUND)
    path.chmod(0o755)
    return ""


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_text(""),
    "cut": lambda path: path.write_bytes(b"\x7fELF\x02\x01"),
    "nul": lambda path: path.write_bytes(b"\0" * 4096),
    "another": lambda path: path.write_text("#!/bin/sh\nexit 1\n"),
    "unusable": lambda path: path.chmod(0o600),
    "folder": _folder,
    "home": lambda path: (path.unlink(), path.parent.rmdir(), path.parent.write_text("")),
}


def test_a_sound_one_is_used(program: Path) -> None:
    assert binary.cached(TOOL) == program


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_built_anew(damage: str, program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    DAMAGES[damage](program)
    assert binary.cached(TOOL) is None
    assert binary.build(TOOL) == program
    assert program.read_text() == SOUND
    output = capsys.readouterr().err
    assert ("is damaged" in output) == (damage in {"empty", "cut", "nul", "another"})
    assert "building tool 1.2.3" in output
