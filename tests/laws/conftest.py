from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from composer import documents

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """Files that no edit touches are parsed once: a law reads the same twenty of them a thousand times."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(documents, "read", functools.lru_cache(1024)(documents.read))
        yield
