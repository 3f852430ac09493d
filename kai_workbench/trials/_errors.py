"""What the designs refuse."""

from __future__ import annotations

from ..errors import KaiError


class DesignError(KaiError):
    """A design, a scenario or data of a trial that cannot be; said before anything is computed."""
