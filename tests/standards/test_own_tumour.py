from __future__ import annotations

import pytest

from kai_workbench import standards
from kai_workbench.standards import TableError

TEMPLATE = standards.tumour_volume_template()


def test_the_template_is_read():
    sizes = standards.read_tumour_volume(TEMPLATE.encode(), name="mice.csv")
    assert sizes.columns == ["subject", "time", "size", "exposure"]
    assert sizes.height == 24
    assert sizes["size"].min() == 150


def test_cubic_centimetres_days_before_the_first_dose_and_vanished_tumours():
    text = (
        TEMPLATE.replace("volume_mm3", "volume_cm3")
        .replace("C1,0,180", "C1,-1,0.18")
        .replace("T1,21,233", "T1,21,0")
    )
    sizes = standards.read_tumour_volume(text.encode())
    assert sizes.row(0) == ("C1", -1.0, 180.0, 0.0)
    assert sizes["size"].min() == 0


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("C1,7,262", "C1,7,big", r"row 3.*big"),
        ("C1,7,262", "C1,7,-5", r"row 3.*negative"),
        ("C1,7,262", "C1,7,", r"row 3"),
        ("C1,7,262", "C1,x,262", r"row 3.*day"),
        ("C1,7,262", "C1,0,262", r"row 3.*row 2"),
        ("C1,7,262", ",7,262", r"row 3.*no animal"),
        ("C1,7,262,0", "C1,7,262,9", r"row 3.*exposure"),
        ("volume_mm3", "volume", r"volume_mm3"),
        (",12000", ",0", r"0 treated"),
    ],
)
def test_what_makes_no_sense_is_refused_by_row(was, now, told):
    text = TEMPLATE.replace(was, now)
    with pytest.raises(TableError, match=f"(?s){told}"):
        standards.read_tumour_volume(text.encode(), name="bad.csv")


def test_growth_needs_untreated_animals():
    treated = "\n".join(line for line in TEMPLATE.splitlines() if not line.startswith("C"))
    with pytest.raises(TableError, match="0 untreated animals"):
        standards.read_tumour_volume(treated.encode())


def test_an_empty_table_is_refused_and_every_row_is_told_at_once():
    with pytest.raises(TableError):
        standards.read_tumour_volume(b"animal,day,volume_mm3,exposure\n")
    bad = TEMPLATE.replace("C1,7,262", "C1,7,big").replace("T3,21,262", "T3,21,nan")
    with pytest.raises(TableError) as refused:
        standards.read_tumour_volume(bad.encode())
    assert [problem.row for problem in refused.value.problems] == [3, 25]
    assert "3행" in refused.value.say("ko")
