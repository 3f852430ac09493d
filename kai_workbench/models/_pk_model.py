"""What the models of populations have in common."""

from __future__ import annotations

from typing import Any

PopulationModel = Any
"""A population model: concentrations, responses to them, or binding to a target. They share names of
fields and methods (``parameters``, ``varying``, ``covariates``, ``residual`` ...), not a base class."""
