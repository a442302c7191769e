"""Pages of lists: how large one may be, and the token that says where the next begins. Tokens are Google's business:
whoever makes one up is refused."""

from __future__ import annotations

import base64
import binascii

from composer.localcloud.refusal import RefusedError


def size(given: object, usual: int, most: int) -> int:
    """The number of rows in a page. Raises RefusedError for what is no number."""
    text = str(given or 0)
    if not text.isdecimal():
        raise RefusedError(400, f"Invalid value for the page size: {text}, invalidParameter")
    return min(int(text) or usual, most)


def token(last: str | int) -> str:
    """The token of the page that comes behind the row of this id, or begins at this number of a row."""
    return base64.urlsafe_b64encode(f"{_OURS}{last}".encode()).decode()


def behind(given: object) -> str:
    """The id of the row that a page comes behind; "" for the first page. Raises RefusedError for no token of ours."""
    if not given:
        return ""
    try:
        text = base64.b64decode(str(given), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith(_OURS):
        raise RefusedError(400, "The page token is invalid: it is none that an answer gave., invalidParameter")
    return text.removeprefix(_OURS)


def start(given: object) -> int:
    """The number of the row that a page begins with, 0 for the first page. Raises RefusedError as `behind` does."""
    text = behind(given) or "0"
    if not text.isdecimal():
        raise RefusedError(400, "The page token is invalid: it is that of another list., invalidParameter")
    return int(text)


_OURS = "page behind "
