"""Avro schemas: whether they are legal, which of them read which, what their fields are, what storage makes of them.

Not here: what a field means (`privacy`), and where versions are recorded (`policy.version_records`).
"""

from composer.schema.compatibility import InvalidSchemaError, incompatibilities
from composer.schema.findings import Direction, Incompatibility, Kind
from composer.schema.history import Break, breaks

__all__ = ["Break", "Direction", "Incompatibility", "InvalidSchemaError", "Kind", "breaks", "incompatibilities"]
