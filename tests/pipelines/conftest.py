from __future__ import annotations

import pytest

from kai_workbench import pipelines

SAMPLER = {"draws": 500, "tune": 400}


@pytest.fixture(scope="session")
def reference():
    """The synthetic compounds: there with nothing downloaded."""
    return pipelines.reference("kai-101")


@pytest.fixture(scope="session")
def fitted(reference):
    """Both quantities fitted: one compilation."""
    return pipelines.HumanPKModel().fit(reference, **SAMPLER)


@pytest.fixture(scope="session")
def predicted(fitted):
    return fitted.predict("KAI-101", draws=4000)
