"""What can go wrong with an OMOP database, by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

from kai_workbench.errors import KaiError

if TYPE_CHECKING:
    import polars as pl


class OmopError(KaiError):
    """A source that is no OMOP database, or a question that it cannot answer."""


class MissingTable(OmopError):
    """A table that the database does not have; the error says which it has."""


class DatabaseGone(OmopError):
    """The database went away in the middle of an answer.

    Attributes
    ----------
    partial
        The rows that had arrived, as they came. They are not the answer, only what was read of it.
    """

    partial: pl.DataFrame | None = None


def passwords(address: str) -> tuple[str, ...]:
    """Every spelling of the password in an address, so that none of them is ever told."""
    parts = urlsplit(address)
    found = {parts.password} if parts.password else set()
    found |= set(re.findall(r"(?:^|[?&\s])password=([^&\s]+)", address, flags=re.IGNORECASE))
    # A password with a bare @ or / makes an address that splits elsewhere; take all before the last @.
    raw = re.match(r"[a-z]+://[^:/@]*:(.*)@", address)
    found |= {raw.group(1)} if raw else set()
    spelt = {change(one) for one in found for change in (str, unquote, unquote_plus, quote, quote_plus)}
    return tuple(sorted((one for one in spelt if one), key=len, reverse=True))


def without_password(text: str, secrets: tuple[str, ...]) -> str:
    """The text with every spelling of the password blotted out.

    Examples
    --------
    >>> address = "postgresql://ann:s3cret@host/cdm"
    >>> without_password(address, passwords(address))
    'postgresql://ann:***@host/cdm'
    """
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
