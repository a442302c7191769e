"""A first schema from what there is already: sample events, or an Avro schema.

Not here: the text of the definition that comes of it (`starter`).
"""

from composer.sampling.draft import Draft
from composer.sampling.sample_files import UnusableError, draft

__all__ = ["Draft", "UnusableError", "draft"]
