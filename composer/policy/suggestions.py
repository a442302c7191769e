"""Hints for words that are nearly right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.documents import nearest as documents

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, candidates: Iterable[str], otherwise: str) -> str:
    """A hint that suggests what may have been meant."""
    near = documents.nearest(word, candidates)
    return f"did you mean `{near}`?" if near else otherwise
