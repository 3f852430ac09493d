"""What every model asks of a table before it looks into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._errors import ModelDataError

if TYPE_CHECKING:
    import polars as pl


def checked_frame(data: Any) -> pl.DataFrame:
    """``data``, if it is a table of polars.

    Raises
    ------
    ModelDataError
        It is something else, as a rule a pandas table or a dict.
    """
    import polars as pl

    if isinstance(data, pl.DataFrame):
        return data
    kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}".removeprefix("builtins.")
    raise ModelDataError("model_not_a_table", kind=kind)
