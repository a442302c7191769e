"""Machine types of Compute Engine by their parts: what is charged for is vCPUs and memory."""

from __future__ import annotations

import re
from fractions import Fraction

_GIB = {"standard": 4, "highmem": 8, "highcpu": 1}
"""GiB of memory for each vCPU, in the families that are known here.
https://cloud.google.com/compute/docs/general-purpose-machines"""
_FAMILIES = ("e2", "n2", "n2d")
_SHARED = {"e2-micro": ("0.25", 1), "e2-small": ("0.5", 2), "e2-medium": ("1", 4)}
"""Machines with a part of vCPUs: what they are charged as, and their GiB."""


def family(kind: str) -> str:
    """`e2` of `e2-standard-4`."""
    return kind.partition("-")[0]


def machine(kind: str) -> tuple[Fraction, Fraction] | None:
    """vCPUs and GiB of memory, as they are charged; None for a machine type whose parts are not known here."""
    if kind in _SHARED:
        vcpus, memory = _SHARED[kind]
        return Fraction(vcpus), Fraction(memory)
    if family(kind) not in _FAMILIES:
        return None
    if match := re.fullmatch(r"[a-z0-9]+-(standard|highmem|highcpu)-([1-9][0-9]{0,2})", kind):
        return Fraction(int(match[2])), Fraction(int(match[2]) * _GIB[match[1]])
    if match := re.fullmatch(r"[a-z0-9]+-custom-([1-9][0-9]{0,2})-([1-9][0-9]{0,6})", kind):
        return Fraction(int(match[1])), Fraction(int(match[2]), 1024)
    return None
