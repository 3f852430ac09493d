from __future__ import annotations

import polars as pl
import pytest

from kai_workbench import standards


@pytest.fixture(scope="session")
def rat(mirror):
    """Compound 6576 in the rat: study 87497."""
    return standards.open_study(mirror / "send" / "scoreSEND-87497")


@pytest.fixture(scope="session")
def dog(mirror):
    """Compound 6576 in the dog: study 35449."""
    return standards.open_study(mirror / "send" / "scoreSEND-35449")


@pytest.fixture(scope="session")
def pds(mirror):
    return standards.open_study(mirror / "send" / "PDS")


@pytest.fixture
def study_of(tmp_path):
    """Write tables as transport files and open them as a study."""

    def make(name="S1", **domains):
        folder = tmp_path / name
        folder.mkdir()
        for domain, columns in domains.items():
            frame = pl.DataFrame(columns, strict=False)
            told = pl.DataFrame({"STUDYID": [name] * frame.height, "DOMAIN": [domain] * frame.height})
            whole = pl.concat([told, frame], how="horizontal")
            standards.write_xpt(whole, folder / f"{domain.lower()}.xpt", name=domain)
        return standards.open_study(folder)

    return make
