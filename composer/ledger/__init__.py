"""What was last applied, per environment and owner: the memory that `plan`, `up` and `audit` compare with.

Not here: the engine's own state (`engine`), and how what is kept differs from what is wanted (`plans`).
"""

from composer.ledger.ledger import Ledger, unreadable_message
from composer.ledger.object_store import FileStore, NoObject, Store, StoreError
from composer.ledger.record import Record, composer_version, digest_of, read_record
from composer.ledger.store_at import open_store

__all__ = [
    "FileStore",
    "Ledger",
    "NoObject",
    "Record",
    "Store",
    "StoreError",
    "composer_version",
    "digest_of",
    "open_store",
    "read_record",
    "unreadable_message",
]
