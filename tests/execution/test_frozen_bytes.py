"""Values come back as they were, and bytes that say anything else are refused without running a word of them."""

import marshal
import pickle
from pathlib import Path

import pytest

from composer.diagnostics import Diagnostic, Related, Span
from composer.execution import cache, frozen_bytes
from composer.judgement import definitions
from composer.policy import basis
from composer.repository import Repository
from composer.schema.released import Released

TOP = Path(frozen_bytes.__file__).parents[1]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"a": [1, 2.5, (True, "x")], "b": b"\0"},
        Diagnostic("ET324", "m", Span("f", 1), related=(Related(Span("g"), "r"),), as_warning=True),
        [(Span("f"), {"k": frozenset({Span("g")})})],
        Released(('{"type":"record"}',)),
    ],
)
def test_values_come_back(value: object) -> None:
    back = frozen_bytes.loads(frozen_bytes.dumps(value))
    assert back == value
    assert type(back) is type(value)


def test_everything_known_of_the_example_fleet_comes_back(root: Path) -> None:
    repository = Repository(root)
    judged_by, _ = basis.read(repository, "local")
    assert isinstance(judged_by, basis.Basis)
    for path in repository.definitions():
        settled = definitions.read(repository, path, judged_by)
        assert isinstance(settled, definitions.SettledDefinition)
        read = definitions.judge(settled, judged_by.environment, judged_by.policies)
        back = frozen_bytes.loads(frozen_bytes.dumps(read))
        assert back == read
        assert back.document.marks == read.document.marks


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemError('this was run')",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        pickle.dumps(_Evil()),
        marshal.dumps(compile("raise SystemError", "f", "exec")),
        marshal.dumps(("os:system", "true")),
        marshal.dumps(("builtins:exec", "raise SystemError")),
        marshal.dumps(("composer.cli.check:os", "x")),
        marshal.dumps(("composer.no_such_module:Thing", "x")),
        marshal.dumps(("composer.cli.__main__:Path", "x")),
        marshal.dumps(("composer.repository:Repository", 1, 2, 3)),
        marshal.dumps(("composer.diagnostics:ordered", ())),
        marshal.dumps((99, 1)),
        marshal.dumps(()),
    ],
)
def test_nothing_else_is_read(data: bytes) -> None:
    with pytest.raises(frozen_bytes.DamagedError):
        frozen_bytes.loads(data)


def test_pickle_reads_from_no_file() -> None:
    """Only processes of our own say anything in pickle."""
    users = {path.relative_to(TOP).as_posix() for path in TOP.rglob("*.py") if "import pickle" in path.read_text()}
    assert users == {"execution/parallel.py"}


def test_a_cache_of_somebody_else_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.plain"
    file.write_bytes(frozen_bytes.dumps({}))
    file.chmod(0o600)
    assert cache._is_own(file)
    file.chmod(0o666)
    assert not cache._is_own(file)
    (tmp_path / "b.plain").symlink_to(file)
    assert not cache._is_own(tmp_path / "b.plain")
