"""What loosens protection for everybody is owned by privacy, and by nobody beside it: one owner of a line is enough."""

from fnmatch import fnmatch
from pathlib import Path

import pytest

PRIVACY = ("semantic_types", "access_tiers", "personal_names", "waivers")


def owners(text: str, file: str) -> list[str]:
    """As GitHub reads it: the last line that matches counts."""
    results: list[str] = []
    for line in text.splitlines():
        pattern, *names = line.split() or ["#"]
        if not pattern.startswith("#") and fnmatch(f"/{file}", pattern + ("*" if pattern.endswith("/") else "")):
            results = names
    return results


@pytest.mark.parametrize("where", [".github", "composer/starter/template/dot-github"])
def test_who_owns_what_protects(root: Path, where: str) -> None:
    text = (root / where / "CODEOWNERS").read_text(encoding="utf-8")
    for name in PRIVACY:
        (owner,) = owners(text, f"stacks/policy/{name}.yaml")
        assert owner.endswith("/privacy"), name
    (owner,) = owners(text, ".github/CODEOWNERS")
    assert owner.endswith("/privacy")
    for file in (
        "stacks/policy/storage.yaml",
        "stacks/environments/production.yaml",
        ".ci/check",
        ".github/workflows/x",
    ):
        assert [name.rpartition("/")[2] for name in owners(text, file)] == ["event-delivery"], file
    assert owners(text, "stacks/policy/teams.yaml") == []
    assert owners(text, "eventtypes/playback/EndSong.yaml") == []
