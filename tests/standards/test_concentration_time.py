from __future__ import annotations

import pytest

from kai_workbench import catalog, standards


@pytest.fixture(autouse=True)
def _accepted(mirror):
    catalog.fetch("cvtdb", accept_licence=True)


def test_human_acetaminophen_is_not_given_out_as_its_own_pharmacokinetics():
    with pytest.raises(standards.NoCurves, match=r"Phenacetin.*as_metabolite=True") as caught:
        standards.concentration_time("acetaminophen", species="human")
    assert "대사체" in caught.value.say("ko")
    curves = standards.concentration_time("acetaminophen", species="human", as_metabolite=True)
    assert curves.height == 23
    assert set(curves["route"]) == {"iv", "oral"}


def test_a_compound_goes_by_its_names_and_numbers():
    by_name = standards.concentration_time("acetaminophen")
    for other in ("Paracetamol", "103-90-2", "DTXSID2020006", "아세트아미노펜"):
        assert standards.concentration_time(other).equals(by_name)
    assert set(by_name["species"]) == {"rat"}
    assert by_name["dose_mg_kg"].unique().to_list() == [40.0]


def test_human_curves_of_the_substance_given_are_there():
    curves = standards.concentration_time("theophylline", species="human", route="iv")
    assert curves["time_h"].is_sorted()
    assert curves["concentration_ng_mL"].drop_nulls().min() > 0
    assert curves["dose_mg_kg"].unique().to_list() == [3.2]


def test_an_unknown_compound_is_answered_with_near_names():
    with pytest.raises(standards.NoCurves, match="Acetaminophen"):
        standards.concentration_time("acetaminofen")
