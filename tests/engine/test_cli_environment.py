"""What surrounds a run on the user's machine does not get into it, and what it leaves there is the user's alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.engine import fleets
from tests.system.test_loopback import NOWHERE, SPELLED

if TYPE_CHECKING:
    from tests.engine.conftest import World

pytestmark = pytest.mark.engine


def test_every_proxy_and_an_open_umask(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SPELLED:
        monkeypatch.setenv(name, NOWHERE)
    before = os.umask(0)
    try:
        (world.root / ".composer").chmod(0o755)
        assert world.run(fleets.platform()).fine, world.failures
    finally:
        os.umask(before)
    top = world.root / ".composer"
    open_ = {
        str(path.relative_to(top)): oct(mode)
        for path in (top, *top.rglob("*"))
        if (mode := stat.S_IMODE(path.lstat().st_mode)) & 0o077
    }
    assert open_ == {}, "for the user alone: folders 0700, files 0600"
