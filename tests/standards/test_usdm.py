"""The published examples of USDM 4.0 read, are valid, and are written back equal."""

from __future__ import annotations

import copy
import json

import pytest

from kai_workbench import standards
from kai_workbench.errors import KaiError


@pytest.fixture(scope="module")
def pilot(mirror):
    return mirror / "usdm" / "CDISC_Pilot_Study.json"


def test_the_protocol_of_the_pilot_is_read_and_written_back_equal(pilot, tmp_path):
    usdm = standards.read_usdm(pilot)
    assert json.loads(usdm.write(tmp_path / "again.json").read_text()) == json.loads(pilot.read_text())
    assert standards.read_usdm(tmp_path / "again.json") == usdm
    assert usdm.arms()["name"].to_list() == ["Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"]
    assert usdm.objectives().filter(level="Primary Objective").height > 0
    assert usdm.estimands()["event"].to_list() == ["Temporary Treatment Interruption"]


@pytest.mark.parametrize("name", ["Alexion_NCT04573309_Wilsons", "observational"])
def test_other_published_studies_are_valid(mirror, name):
    assert standards.read_usdm(mirror / "usdm" / f"{name}.json").designs


def test_a_mistake_is_told_with_its_place(pilot):
    content = json.loads(pilot.read_text())
    design = content["study"]["versions"][0]["studyDesigns"][0]

    def told(change) -> str:
        changed = copy.deepcopy(design)
        change(changed)
        content["study"]["versions"][0]["studyDesigns"] = [changed]
        with pytest.raises(standards.USDMError) as refused:
            standards.read_usdm(json.dumps(content).encode())
        assert refused.value.say("ko")
        return refused.value.say("en")

    assert "studyDesigns/0/arms/1" in told(lambda one: one["arms"][1].pop("type"))
    assert "studyCells/0/armId: 'Arm_99' is the id of nothing" in told(
        lambda one: one["studyCells"][0].update(armId="Arm_99")
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[]", "without a study"),
        (b'{"study": {}, "usdmVersion": "3.0.0"}', "USDM 3.0.0"),
        (b'{"study": {}, "usdmVersion": "4.0.0"}', "study"),
    ],
)
def test_what_is_no_usdm_is_refused(raw, words):
    with pytest.raises(KaiError, match=words):
        standards.read_usdm(raw)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(KaiError, match="no such file"):
        standards.read_usdm(tmp_path / "nothing.json")
