"""The codes of problems with the shape of what was written: keys, types and forms, before any policy."""

from __future__ import annotations

CODES: dict[str, str] = {
    "ET101": "Only known keys are written, so that a misspelt one is not silently ignored.",
    "ET102": "What cannot be guessed is written.",
    "ET103": "A value has the type that its key asks for; nothing is converted silently.",
    "ET104": "A value that is one of a few is one of them.",
    "ET105": "Names and identifiers have the form that clouds and people can rely on.",
    "ET106": "A quantity is a whole number with a unit.",
    "ET107": "Texts and lists are neither too short nor too long.",
    "ET108": "A number is within its range.",
}
"""Code and purpose of every problem found by `composer.spec.reader`."""
