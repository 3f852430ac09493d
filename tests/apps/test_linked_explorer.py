from __future__ import annotations

import asyncio
import functools

import numpy as np
import polars as pl
import pytest

from kai_workbench.apps import LinkedExplorer
from kai_workbench.apps import _linked_explorer_views as views
from kai_workbench.apps._linked_explorer_links import FOLDER, workspace
from kai_workbench.apps._linked_explorer_programme import load
from kai_workbench.apps._linked_explorer_state import Settings, read
from kai_workbench.linkage import Workspace


def on_a_loop(test):
    """As a kernel does: callbacks run while a loop is running."""

    @functools.wraps(test)
    def run(**fixtures):
        asyncio.run(test(**fixtures))

    return run


@pytest.fixture(autouse=True)
def _offline(monkeypatch):
    monkeypatch.setenv("KAI_OFFLINE", "1")
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    monkeypatch.delenv(FOLDER, raising=False)


@pytest.fixture(scope="module")
def kai101():
    """The synthetic programme, read once."""
    return load("kai-101", tell=lambda *_: None)


@pytest.fixture
def opened(kai101, monkeypatch):
    """``await opened(lang=..., **address)``: the app with its programme read."""
    monkeypatch.setattr("kai_workbench.apps._linked_explorer.load", _load(kai101))

    async def start(**address):
        app = LinkedExplorer()
        app.page.open(**address)
        for _ in range(200):
            await asyncio.sleep(0.02)
            if app.programme is not None or app.page._slots["notice"].children:
                break
        return app

    return start


def _load(kai101):
    def loaded(name, *, tell, **more):
        return kai101 if name == "kai-101" else load(name, tell=tell, **more)

    return loaded


def test_the_address_keeps_only_what_differs_and_tells_of_what_it_cannot_use():
    assert Settings().address() == dict.fromkeys(("programme", "organ", "dose", "expected"))
    settings, bad = read({"programme": "nothing", "dose": "-3", "expected": "1e4", "organ": "liver"})
    assert (settings.programme, settings.organ, settings.expected) == ("kai-101", "LIVER", 1e4)
    assert bad == ["programme", "dose"]
    assert read({k: v for k, v in settings.address().items() if v})[0] == settings


def test_both_planted_target_organs_are_found_in_rat_dog_and_people(kai101):
    assert set(kai101.organs()[:2]) == {"LIVER", "BONE MARROW"}
    told = kai101.concordance.filter(pl.col("organ_name").is_in(["LIVER", "BONE MARROW"]))
    assert told["agreement"].to_list() == ["all affected", "all affected"]


def test_exposures_hold_what_was_planted(kai101):
    from kai_workbench import catalog

    truth = catalog.kai101_truth().filter(kind="exposure", quantity="auc")
    rat = kai101.exposure("rat", 30.0)
    planted = truth.filter(pl.col("subject") == "rat", pl.col("scale").str.contains("30"))["value"]
    low, high = np.quantile(rat.draws, (0.005, 0.995))
    assert planted.len() == 1
    assert low < planted[0] < high


def test_the_interval_of_a_margin_is_wider_than_that_of_either_side(kai101):
    animal, people = kai101.exposure("rat", 10.0), kai101.people[-1]
    spread = [float(np.log(one).std()) for one in (views._ratio(people, animal), animal.draws, people.draws)]
    assert spread[0] > max(spread[1:])


def test_people_are_counted_by_dose_with_everybody_given_it(kai101):
    told = kai101.findings["human"].filter(organ="LIVER")
    assert told.sort("dose")["examined"].to_list() == [3, 3, 3, 15, 3]
    assert (told["affected"] <= told["examined"]).all()


def test_every_organ_and_dose_of_the_atlas_is_there_once(kai101):
    shown = views.atlas(kai101, lang="en")
    keys = [(one["species"], one["dose"], one["organ"]) for one in shown["values"]]
    assert len(keys) == len(set(keys))
    assert {one["id"] for one in shown["species"]} == {"rat", "dog", "human"}


@pytest.mark.parametrize(("ratio", "said"), [(1 / 12, "1/12"), (2.13, "2.1"), (0.8, "0.80")])
def test_a_small_ratio_is_said_as_a_fraction(ratio, said):
    assert views.times(ratio) == said


@on_a_loop
async def test_the_answer_has_numbers_an_interval_and_the_badge(opened):
    app = await opened(lang="en", dose="100")
    told = app.page._answer.value
    assert "At 100 mg" in told
    assert "90%" in told
    assert "SYNTHETIC" in told
    assert app._atlas.synthetic


@on_a_loop
async def test_the_answer_follows_the_dose_and_the_organ_and_so_does_the_address(opened):
    app = await opened(lang="ko")
    before = app.page._answer.value
    app._dose.value = "50"
    app._organ.value = "BONE MARROW"
    assert app.page._answer.value != before
    assert "골수" in app.page._answer.value
    assert app.page.state["dose"] == "50"
    assert app.page.state["organ"] == "BONE MARROW"
    assert app._atlas.selected == "bone_marrow"


@on_a_loop
async def test_an_organ_chosen_in_the_drawing_becomes_the_one_asked_about(opened):
    app = await opened(lang="en", organ="LIVER")
    app._atlas.selected = "bone_marrow"
    assert app._organ.value == "BONE MARROW"


@on_a_loop
async def test_the_language_changes_everything_and_keeps_what_was_set(opened):
    app = await opened(lang="en", dose="200")
    app.page.address.values = {**app.page.address.values, "lang": "ko"}
    assert "200 mg에서 사람의 노출은" in app.page._answer.value
    assert not app.page._slots["notice"].children


@on_a_loop
async def test_a_programme_that_cannot_be_had_is_said_and_kai101_is_still_there(opened):
    app = await opened(lang="en", programme="6576")
    assert "cannot be had here" in app.page._answer.value
    assert app.page._slots["notice"].children
    app._programme.value = "kai-101"
    for _ in range(200):
        await asyncio.sleep(0.02)
        if app.programme is not None:
            break
    assert "people's exposure" in app.page._answer.value.replace("&#x27;", "'")


@on_a_loop
async def test_a_decision_needs_a_name_and_a_reason_and_is_kept_with_both(opened, monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    app = await opened(lang="en")
    links = app._links
    links.confirm.click()
    assert "needs a name" in app.page._slots["notice"].children[0].value
    links.who.value, links.why.value = "Kim", ""
    links.confirm.click()
    assert "needs a reason" in app.page._slots["notice"].children[0].value
    links.why.value = "same batch number"
    chosen = links.link.value
    links.confirm.click()
    kept = Workspace.open(tmp_path / "kept").links(history=True).filter(link=chosen)
    assert kept["status"].to_list() == ["proposed", "confirmed"]
    assert kept["asserted_by"].to_list()[-1] == "Kim"
    assert kept["note"].to_list()[-1] == "same batch number"
    assert not app.page._slots["notice"].children


@on_a_loop
async def test_a_rejected_link_stays_rejected_when_it_is_proposed_again(opened, monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    app = await opened(lang="en")
    links = app._links
    links.who.value, links.why.value, chosen = "Lee", "another compound", links.link.value
    links.reject.click()
    again = await opened(lang="en")
    assert again._links.workspace.links().filter(link=chosen)["status"].to_list() == ["rejected"]


def test_without_a_folder_the_workspace_is_temporary_and_says_so():
    kept, stays = workspace()
    assert not stays
    assert kept.links().is_empty()


def test_what_hears_of_the_reading_can_end_it_before_the_next_source():
    heard = []

    def tell(done, total, source):
        heard.append((done, total, source))
        if done == 1:
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        load("kai-101", tell=tell)
    assert heard == [(0, 3, "rat"), (1, 3, "dog")]


@pytest.fixture
def real(mirror, monkeypatch):
    monkeypatch.setenv("KAI_DATA_MIRROR", str(mirror))
    return lambda name, **more: load(name, tell=lambda *_: None, **more)


def test_6576_has_animals_alone_and_says_that_people_are_missing(real):
    programme = real("6576")
    assert programme.people == ()
    assert "lx.missing.6576_people" in programme.missing
    assert programme.organs()[0] == "ADRENAL"
    sentence, _ = views.answer(programme, organ="ADRENAL", human=None, lang="en")
    assert "Nobody has measured 6576 in people" in sentence
    # 87497, day 28, 25 mg/kg/day: AUC(0-t) of the two pools as reported in PP.
    assert sorted(programme.exposure("rat", 25.0).values) == pytest.approx([10590.676667, 10598.54])


def test_an_expected_exposure_of_people_is_said_to_be_an_assumption(real):
    programme = real("6576")
    human = views.chosen_people(programme, None, 1000.0)
    sentence, small = views.answer(programme, organ="ADRENAL", human=human, lang="en")
    assert "expected (an assumption)" in sentence
    assert "is an assumption" in small


def test_terms_are_asked_for_before_data_that_demand_it_are_read(real, monkeypatch, tmp_path):
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path))
    programme = real("acetaminophen")
    assert {"cvtdb", "toxref", "dilirank"} <= {one.name for one in programme.to_agree()}
    assert programme.exposures
    assert not any(one.source == "curve" for one in programme.exposures)


def test_acetaminophen_leaves_out_what_followed_phenacetin(real):
    programme = real("acetaminophen", accept_terms=True)
    measured = [one for one in programme.exposures if one.source == "curve"]
    assert {one.species for one in measured} == {"rat"}
    assert not any(one.known for one in programme.exposures)
    liver = programme.concordance.filter(organ_name="LIVER").row(0, named=True)
    assert liver["human_finding"] == "DILIrank: vMost-DILI-Concern"
