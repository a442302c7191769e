"""Avro for Java as an oracle: compiles java/AvroReads.java once, and asks it about many pairs in one run."""

import base64
import io
import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import fastavro
import pytest

from tests.schema.generate import Schema
from tests.schema.oracles import definitions, underlying, value

HERE = Path(__file__).parent / "java"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "composer-tests" / "avro-java"


@cache
def classpath() -> str:
    """Where the compiled harness and Avro are; skips the test where Java or Maven are not, or Maven has no network."""
    if not all(shutil.which(tool) for tool in ("java", "javac", "mvn")):
        pytest.skip("Java and Maven are not here")
    jars, classes = CACHE / "lib", CACHE / "classes"
    if not list(jars.glob("avro-1.12.*.jar")):
        maven = ["mvn", "--quiet", "--batch-mode", "--file", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        made = subprocess.run([*maven, f"-DoutputDirectory={jars}"], capture_output=True, text=True, check=False)
        if made.returncode:
            pytest.skip(f"Maven cannot get Avro: {made.stdout.strip().splitlines()[:1]}")
    compiled = ["javac", "-classpath", f"{jars}/*", "-d", str(classes), str(HERE / "AvroReads.java")]
    subprocess.run(compiled, check=True, capture_output=True)
    return f"{classes}:{jars}/*"


def asked(pairs: Iterable[tuple[Schema, Schema, list[bytes]]]) -> list[dict[str, Any]]:
    """What Java says of each (reader, writer, data)."""
    lines = [
        json.dumps(
            {
                "reader": json.dumps(reader),
                "writer": json.dumps(writer),
                "data": [base64.b64encode(one).decode() for one in data],
            }
        )
        for reader, writer, data in pairs
    ]
    command = ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-classpath", classpath(), "AvroReads"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(writer: Schema, number: int) -> list[bytes]:
    """Up to `number` values that the writer may write, encoded; none for a record that cannot end."""
    parsed = fastavro.parse_schema(underlying(writer), _force=True)
    made = []
    for seed in range(number):
        try:
            data = value(writer, random.Random(seed), dict(definitions(writer, "")))
        except RecursionError:
            return []
        file = io.BytesIO()
        fastavro.schemaless_writer(file, parsed, data)
        made.append(file.getvalue())
    return made


def read_by_fastavro(reader: Schema, writer: Schema, data: bytes) -> Any:
    """What fastavro makes of it, as the harness writes values. Raises whatever fastavro raises."""
    parsed = [fastavro.parse_schema(underlying(schema), _force=True) for schema in (writer, reader)]
    return _as_json(fastavro.schemaless_reader(io.BytesIO(data), *parsed))


def _as_json(result: Any) -> Any:
    if isinstance(result, bytes):
        return result.decode("latin-1")
    if isinstance(result, dict):
        return {name: _as_json(one) for name, one in result.items()}
    return [_as_json(one) for one in result] if isinstance(result, list) else result
