"""What the models refuse."""

from __future__ import annotations

from ..errors import KaiError


class ModelDataError(KaiError):
    """Data that a model cannot use; said before anything is computed."""


class ModelDataWarning(UserWarning):
    """Something about data that whoever measured them would look at."""
