"""Pairs and mistakes written by hand, one a row of a file in cases/; each pair is asked of Avro's own package, too."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from composer.schema import InvalidSchemaError, incompatibilities
from tests.schema.oracles import DIFFERENCES, avro_reads, explained

CASES = Path(__file__).parent / "cases"


def rows(*files: str) -> list[Any]:
    results = [
        (file, row) for file in files for row in yaml.safe_load((CASES / f"{file}.yaml").read_text(encoding="utf-8"))
    ]
    return [pytest.param(row, id=f"{file}: {row['name']}") for file, row in results]


@pytest.mark.parametrize("row", rows("names", "types"))
def test_pair(row: dict[str, Any]) -> None:
    reader, writer = row["reader"], row["writer"]
    result = incompatibilities(reader, writer)
    assert [[one.kind.value, one.path] for one in result] == row.get("finds", [])
    assert all(one.reason and one.fix and one.writer_fix for one in result)
    if "differs" in row:
        assert row["differs"] in DIFFERENCES
        assert avro_reads(reader, writer) is bool(result)
        assert explained(reader, writer, result) == [row["differs"]]
    elif "refused" not in row:
        assert avro_reads(reader, writer) is not bool(result)


@pytest.mark.parametrize("row", rows("illegal"))
def test_illegal(row: dict[str, Any]) -> None:
    for side, pair in (("reader", (row["schema"], "int")), ("writer", ("int", row["schema"]))):
        with pytest.raises(InvalidSchemaError) as refused:
            incompatibilities(*pair)
        assert refused.value.side == side
        assert list(refused.value.problems[0].path) == row["place"]
