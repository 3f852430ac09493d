from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kai_workbench import catalog, inference, standards
from kai_workbench.models import CrossSpecies

# the designs of these tests stand beside them; importlib mode leaves the folder off the path
sys.path.insert(0, str(Path(__file__).parent))

SAMPLER = {"draws": 500, "tune": 400}


@pytest.fixture(scope="session")
def kai101():
    """The synthetic compounds, and the truth that made them."""
    return standards.species_pk("kai-101").frame


@pytest.fixture(scope="session")
def planted():
    return catalog.load("kai-101", "truth").collect()


@pytest.fixture(scope="session")
def fits(kai101):
    """Both quantities fitted to the synthetic compounds: one compilation."""
    return {
        parameter: inference.fit(CrossSpecies(parameter=parameter), kai101, **SAMPLER).require()
        for parameter in ("clearance", "volume_ss")
    }
