"""Unquoted words mean what the core schema of YAML 1.2 says, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.documents import read
from composer.documents.scalars import plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("False", False), ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("0", 0), ("-0", 0), ("+12", 12), ("007", 7), ("0o17", 15), ("0xFf", 255), ("0b1", "0b1"), ("1_000", "1_000"),
        ("12:30", "12:30"), ("2026-01-31", "2026-01-31"), ("1.", 1.0), (".5", 0.5), ("1e3", 1000.0),
        ("-1.5E-3", -0.0015), (".", "."), ("-", "-"), ("+", "+"), ("1e", "1e"), ("e5", "e5"), ("4h", "4h"), ("10/s", "10/s"), (".x", ".x"),
        ("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63)), ("\u0663", "\u0663"),
    ],
)  # fmt: skip
def test_plain(text: str, value: object) -> None:
    result = plain(text)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    ["9223372036854775808", "-9223372036854775809", "0x8000000000000000", "1e400", ".inf", "-.Inf", ".NaN", "9" * 5000],
)
def test_numbers_without_an_end_are_refused(text: str) -> None:
    with pytest.raises(OverflowError):
        plain(text)


@pytest.mark.parametrize("text", ["'1'", '"1"', "|-\n  1", ">-\n  1"])
def test_quoted_text_stays_text(text: str) -> None:
    assert read("f", f"a: {text}\n".encode()).value == {"a": "1"}


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63 - 1))
def test_numbers_written_by_python_are_read_back(number: float) -> None:
    assert plain(str(number)) == number
