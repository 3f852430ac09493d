from __future__ import annotations

import asyncio
import dataclasses
import functools

import numpy as np
import polars as pl
import pytest

from kai_workbench.apps import LinkedExplorer
from kai_workbench.apps import _linked_explorer_later as later
from kai_workbench.apps import _linked_explorer_views as views
from kai_workbench.apps import _linked_explorer_words as words
from kai_workbench.apps._linked_explorer_links import FOLDER, workspace
from kai_workbench.apps._linked_explorer_programme import load
from kai_workbench.apps._linked_explorer_state import Settings, read
from kai_workbench.apps._linked_explorer_verdict import judged
from kai_workbench.linkage import ProgrammeError, Workspace
from kai_workbench.quality import QualityTable, Result


def on_a_loop(test):
    """As a kernel does: callbacks run while a loop is running."""

    @functools.wraps(test)
    def run(**fixtures):
        asyncio.run(test(**fixtures))

    return run


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
async def test_an_organ_or_dose_chosen_in_the_drawing_becomes_the_one_asked_about(opened):
    app = await opened(lang="en", organ="LIVER")
    app._atlas.selected = "bone_marrow"
    assert app._organ.value == "BONE MARROW"
    app._atlas.dose = {**app._atlas.dose, "human": 0, "rat": 1}
    assert app.page.state["dose"] == "50"
    assert "At 50 mg" in app.page._answer.value
    assert app._atlas.dose["rat"] == 1


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


PASSED = QualityTable.of([Result("x", "schema", "conformance", "X", denominator=9, failures=0)])


def test_invented_data_are_never_trusted_and_everything_weak_is_said(kai101):
    told = judged(kai101, dict.fromkeys(kai101.studies, PASSED), lang="en")
    assert told.verdict == "look"
    assert told.first[0].startswith("All of it is synthetic")
    said = "\n".join(told.every)
    assert "Dog, KAI101-T02: at 36 of 36 organs and doses fewer than 10 were examined" in said
    assert "were brought to no organ and are not compared (FATIGUE)" in said
    assert "Rat: 3 of 3 exposures come from sparse samples" in said
    assert f"And {len(told.every) - 4} more" in told.first[-1]


def test_a_study_that_was_not_checked_and_one_that_failed_are_both_weak(kai101):
    failing = QualityTable.of([Result("x", "schema", "plausibility", "X", denominator=9, failures=3)])
    said = "\n".join(judged(kai101, {"rat": failing, "dog": PASSED}, lang="ko").every)
    assert "랫드, KAI101-T01: 평가한 타당성 점검 1개 중 1개가 실패했습니다(해당 위치 3곳)." in said
    assert "사람, KAI101-C01: 데이터 품질을 아직 점검하지 않았습니다." in said


def test_trust_is_given_only_where_nothing_weak_was_found(kai101):
    many = {one: frame.with_columns(examined=pl.lit(50)) for one, frame in kai101.findings.items()}
    firm = tuple(one for one in kai101.exposures if one.species == "dog")
    human = tuple(dataclasses.replace(one, n=12) for one in kai101.people)
    sound = dataclasses.replace(
        kai101,
        synthetic=False,
        findings={"dog": many["dog"]},
        studies={"dog": kai101.studies["dog"]},
        later={},
        exposures=firm + human,
    )
    assert judged(sound, {"dog": PASSED}, lang="en").verdict == "trust"
    assert judged(sound, {}, lang="en").verdict == "look"
    assert (
        judged(dataclasses.replace(sound, exposures=human), {"dog": PASSED}, lang="en").verdict
        == "do_not_use"
    )


def test_later_trials_and_the_hospital_are_told_apart_from_the_first_study(kai101):
    assert set(kai101.studies) == {"rat", "dog", "human"}
    assert kai101.studies["human"].study_id == "KAI101-C01"
    assert set(kai101.later) == {"KAI101-C02"}
    told = later.people(kai101, lang="ko").replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
    event = "호중구 수 감소(neutrophil count decreased)"
    assert told.count(event) == 2
    for phrase in ("KAI101-C02", "대조군", "52 / 60 (76–93%)", "28 / 41 (", "병원 기록"):
        assert phrase in told
    assert "호중구" not in later.people(kai101, lang="en")


@on_a_loop
async def test_the_page_says_what_is_weak_once_the_data_were_checked(opened):
    app = await opened(lang="en")
    assert "being checked" in app.page._slots["diagnosis"].children[0].value
    for _ in range(600):
        await asyncio.sleep(0.05)
        if "being checked" not in app.page._slots["diagnosis"].children[0].value:
            break
    told = app.page._slots["diagnosis"].children[0].value
    assert "Look here" in told
    assert "All of it is synthetic" in told
    assert "could not be evaluated" in app._weak[1].value
    assert not app.page.monitor.running
    app.page.address.values = {**app.page.address.values, "lang": "ko"}
    await asyncio.sleep(0.05)
    assert "모두 합성데이터(KAI-101)입니다" in app.page._slots["diagnosis"].children[0].value


def test_links_are_told_in_korean_with_units(kai101):
    (link,) = [
        one for one in kai101.links if one.kind == "same organ" and one.source == "organ:KAI101-T01/LIVER"
    ]
    assert words.node(link.source, "ko") == "KAI101-T01 · 간"
    assert words.method(link.method, "ko").startswith("양쪽에서 발생률이")
    told = words.evidence(link.evidence_text, "ko")
    assert told[0].startswith("KAI101-T01: 영역: MI; 소견: 비대(hypertrophy); 경향의 p값: ")
    assert told[0].endswith("대조군을 처음 넘는 용량: 10 mg/kg/day")
    assert words.method("looked at by hand", "ko") == "looked at by hand"


@on_a_loop
async def test_where_nothing_can_be_had_before_terms_are_agreed_to_they_are_asked_for(opened, monkeypatch):
    from kai_workbench import catalog
    from kai_workbench.apps import _linked_explorer

    monkeypatch.setattr(catalog, "accepted", lambda _: False)
    asked = []

    def nothing(name, *, tell, accept_terms=False):
        asked.append(accept_terms)
        raise ProgrammeError("programme_empty", where=name, reason="terms")

    monkeypatch.setattr(_linked_explorer, "load", nothing)
    app = LinkedExplorer()
    app.page.open(lang="en", programme="acetaminophen")
    for _ in range(200):
        await asyncio.sleep(0.02)
        if app.page._slots["notice"].children:
            break
    assert "cannot be had here" in app.page._answer.value
    assert app._agree.layout.display is None
    assert "ToxRefDB" in app._terms.value
    app._agree.click()
    for _ in range(200):
        await asyncio.sleep(0.02)
        if len(asked) > 2:
            break
    assert asked[-1]


def test_a_study_that_waits_for_consent_is_asked_for_by_its_data_set(kai101, monkeypatch):
    from kai_workbench import catalog, linkage

    monkeypatch.setattr(catalog, "accepted", lambda _: False)
    monkeypatch.setattr(linkage, "programme_datasets", lambda _: ("toxref", "send-studies"))
    assert kai101.to_agree() == ()
    partly = dataclasses.replace(kai101, name="6576", gaps=("scoreSEND-35449",))
    # The licence of send-studies lets it be passed on: nothing is asked for it.
    assert [one.name for one in partly.to_agree()] == ["toxref"]


@on_a_loop
async def test_a_check_that_breaks_is_said_and_the_picture_stays(opened, monkeypatch):
    from kai_workbench.apps import _linked_explorer

    def broken(*_, **__):
        raise ValueError("nobody thought of this")

    monkeypatch.setattr(_linked_explorer, "check", broken)
    app = await opened(lang="en")
    for _ in range(200):
        await asyncio.sleep(0.02)
        if "could not be checked" in app.page._slots["diagnosis"].children[0].value:
            break
    assert "could not be checked" in app.page._slots["diagnosis"].children[0].value
    assert "nobody thought of this" in app.page._slots["notice"].children[0].value
    assert "people" in app.page._answer.value


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
    assert heard == [(0, 5, "rat"), (1, 5, "dog")]


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
    sentence, _ = views.answer(programme, organ="", human=programme.people[0], lang="en")
    assert "dose over published clearance" in sentence


def test_acetaminophen_leaves_out_what_followed_phenacetin(real):
    programme = real("acetaminophen", accept_terms=True)
    measured = [one for one in programme.exposures if one.source == "curve"]
    assert {one.species for one in measured} == {"rat"}
    assert not any(one.known for one in programme.exposures)
    liver = programme.concordance.filter(organ_name="LIVER").row(0, named=True)
    assert liver["human_finding"] == "DILIrank: vMost-DILI-Concern"
