from __future__ import annotations

import zipfile

import polars as pl
import pytest

from kai_workbench import quality, standards
from kai_workbench.apps import StudyExplorer
from kai_workbench.apps import _study_explorer_sources as sources
from kai_workbench.apps._study_explorer_board import within
from kai_workbench.apps._study_explorer_cut import cut
from kai_workbench.apps._study_explorer_state import Settings, read

from ._exploring import few_checks, read_once, run, text

KEPT_CHECK = quality.kept_check


@pytest.fixture(autouse=True)
def _few_checks(monkeypatch):
    monkeypatch.setattr(quality, "kept_check", few_checks)
    read_once(monkeypatch)


@pytest.fixture(scope="module")
def rat(tmp_path_factory):
    """The synthetic rat study as a folder of XPT files."""
    folder = tmp_path_factory.mktemp("rat")
    standards.write_kai101("rat", folder)
    return folder


@pytest.fixture(scope="module")
def rat_facts():
    return {one.name: one for one in sources.sources()}["kai-101-rat"].open(lambda *_: None)


def clicked(app: StudyExplorer, picture: str, **pick) -> None:
    """What the browser sends after a click."""
    chart = app._board.charts[picture]
    chart.selections = {"pick": {name: [value] for name, value in pick.items()}}


def drawn(app: StudyExplorer) -> None:
    """What the browser sends when all pictures are there."""
    for chart in app._board.charts.values():
        with chart.hold_trait_notifications():
            chart.selections = {"pick": {}}
            chart.drawn += 1


def test_it_opens_on_the_synthetic_rat_with_the_answer_in_numbers_and_says_that_it_is_invented():
    app = run()
    assert app.facts.name == "kai-101-rat"
    row = app.cut.ranked.row(0, named=True)
    answer = app.page._answer.value
    assert "SYNTHETIC" in answer
    assert "KAI-101 in rats, 4 weeks, 0 / 10 / 30 / 100 mg/kg/day." in answer
    assert f"{row['affected']} of {row['examined']} at" in answer
    assert f"against {row['affected_control']} of {row['examined_control']} in the control" in answer
    assert "no real one lies on this machine" in text(app, "notice")
    assert app.page.state["study"] == "kai-101-rat"


def test_the_counts_are_those_of_the_package(rat_facts):
    """Counted again by hand from MI and DM."""
    shown = cut(rat_facts, Settings())
    row = shown.ranked.row(0, named=True)
    study = rat_facts.study
    mi = study.frame("MI").filter(pl.col("MISPEC").str.to_uppercase() == row["organ"])
    mine = shown.animals.filter(pl.col("rank") == row["rank"])["subject"]
    there = mi.filter(pl.col("USUBJID").is_in(mine.implode()), pl.col("MISTRESC").is_not_null())
    hit = there.filter(pl.col("MISTRESC").str.to_uppercase() == row["term"])
    assert row["examined"] == there["USUBJID"].n_unique()
    assert row["affected"] == hit["USUBJID"].n_unique() > 0


def test_recovery_animals_are_never_counted_with_the_main_ones(rat_facts):
    main, after = (cut(rat_facts, Settings(animals=one)).animals for one in ("main", "recovery"))
    assert after.height > 0
    assert not set(main["subject"]) & set(after["subject"])
    assert not main["recovery"].any()
    assert after["recovery"].all()


def test_body_weight_is_per_cent_of_the_last_one_before_dosing(rat_facts):
    subject = rat_facts.animals["subject"][0]
    bw = rat_facts.study.frame("BW").filter(pl.col("USUBJID") == subject, pl.col("BWTESTCD") == "BW")
    day = pl.coalesce(pl.col(one) for one in ("BWNOMDY", "VISITDY", "BWDY") if one in bw.columns)
    ordered = bw.with_columns(_day=day).sort("_day")
    start = ordered.filter(pl.col("_day") <= 1)["BWSTRESN"][-1]
    mine = rat_facts.weights.filter(pl.col("subject") == subject)
    assert mine["value"][0] == pytest.approx(100)
    assert mine["value"][-1] == pytest.approx(100 * ordered["BWSTRESN"][-1] / start)


def test_a_click_on_a_cell_points_out_its_animals_everywhere():
    def click(app):
        drawn(app)
        row = app.cut.ranked.row(0, named=True)
        clicked(app, "findings", key=row["key"], rank=row["rank"])

    app = run(click)
    row = app.cut.ranked.row(0, named=True)
    assert len(app.settings.chosen) == row["affected"]
    assert app._board.charts["findings"].signals["cell"] == f"{row['key']}|{row['rank']}"
    subjects = app._board.charts["weight"].signals["chosen"]
    assert len(subjects) == row["affected"]
    assert subjects == app._board.charts["measure"].signals["chosen"]
    assert subjects == app._board.charts["profile"].signals["chosen"]
    assert f"{row['affected']} animals: " in app._chosen.value
    assert app.page.state["cell"].endswith(f"|{row['rank']}")
    assert "chosen" not in {name for name, value in app.page.state.items() if value}


def test_a_cell_in_the_address_points_out_the_same_animals():
    first = run(lambda app: app._cell(*app.cut.ranked.select("key", "rank").row(0)))
    again = run(**{name: value for name, value in first.page.state.items() if value})
    assert again.settings.chosen == first.settings.chosen
    assert again._chosen.value == first._chosen.value


def test_a_click_on_an_animal_shows_all_of_it():
    def click(app):
        drawn(app)
        found = app.cut.facts.lesions.join(app.cut.animals, on="subject")
        clicked(app, "weight", subject=found.sort("key")["subject"][0])

    app = run(click)
    short = app.settings.chosen[0]
    assert f"<h2>Animal {short} · " in app._card.value
    assert "Body weight from" in app._card.value
    assert "Findings: " in app._card.value
    assert "outside of those of the control animals" in app._card.value
    assert app.page.state["chosen"] == short
    assert app._controls.animal.value == short
    assert app._board.charts["findings"].signals["marked"]


def test_an_animal_of_the_list_is_as_good_as_a_click():
    app = run(lambda app: setattr(app._controls.animal, "value", app.facts.animals["short"][5]))
    assert app.settings.chosen == (app.facts.animals["short"][5],)


def test_a_click_on_a_test_opens_its_animals():
    def click(app):
        drawn(app)
        clicked(app, "profile", test=app.cut.profile["test"].unique(maintain_order=True)[2])

    app = run(click)
    third = app.cut.profile["test"].unique(maintain_order=True)[2]
    assert app.cut.test == third
    assert app._board.charts["profile"].signals["opened"] == third
    assert app._controls.test.value == third
    assert set(app.cut.values["test"]) == {third}


def test_a_range_that_was_drawn_points_out_the_animals_in_it():
    def brush(app):
        drawn(app)
        high = app.cut.values.filter(pl.col("rank") == 3)["value"]
        app._board.charts["measure"].selections = {
            "brush": {"value": [high.min(), high.max()], "x": [2.6, 3.4]}
        }

    app = run(brush)
    assert len(app.settings.chosen) == app.cut.values.filter(pl.col("rank") == 3).height


def test_the_limits_of_a_range_are_those_of_value_and_group():
    values = pl.DataFrame({"subject": ["a", "b", "c"], "rank": [0, 1, 1], "value": [1.0, 1.0, 5.0]})
    assert within(values, {"value": [2, 0.5], "x": [0.7, 1.2]}) == ["b"]


def test_only_the_picture_that_made_a_choice_takes_it_back():
    def choose(app):
        drawn(app)
        clicked(app, "weight", subject=app.cut.animals["subject"][0])

    app = run(choose, lambda app: setattr(app._board.charts["measure"], "selections", {"pick": {}}))
    assert app.settings.chosen
    app = run(choose, lambda app: setattr(app._board.charts["weight"], "selections", {"pick": {}}))
    assert not app.settings.chosen
    app = run(choose, lambda app: app._controls._clear.click())
    assert not app.settings.chosen


def test_a_new_picture_is_told_what_is_pointed_out():
    app = run(lambda app: app._choose([app.cut.animals["subject"][0]]))
    chart = app._board.charts["weight"]
    assert "chosen" not in chart.signals
    drawn(app)
    assert chart.signals["chosen"] == [app.cut.animals["subject"][0]]
    assert app.settings.chosen, "what a new picture says first is not a click"


def test_a_sex_that_is_chosen_leaves_the_other_out_and_is_in_the_address():
    app = run(lambda app: setattr(app._controls.sex, "value", "F"))
    assert set(app.cut.animals["sex"]) == {"F"}
    assert app.page.state["sex"] == "F"


def test_an_organ_shows_all_of_its_findings():
    organ = run().cut.ranked["organ"][-1]
    app = run(organ=organ)
    assert set(app.cut.incidence["key"].str.split(": ").list.first()) == {organ}


def test_settings_that_cannot_be_used_are_told_and_left_out():
    settings, bad = read(
        {"sex": "X", "day": "soon", "organ": "L" * 999, "test": "LB/ALT", "chosen": " 1, ,2,1"}
    )
    assert bad == ["organ", "sex", "day"]
    assert settings == Settings(test="LB/ALT", chosen=("1", "2"))
    app = run(sex="X", study="nowhere", test="LB/NOTHING", cell="NOT|99", chosen="nobody")
    assert app.facts.name == "kai-101-rat"
    assert "SYNTHETIC" in app.page._answer.value


def test_another_language_keeps_what_was_set():
    def korean(app):
        app.page.address.values = {**app.page.address.values, "lang": "ko"}

    app = run(lambda app: app._choose([app.cut.animals["subject"][0]]), korean)
    assert "랫드, 4주 투여" in app.page._answer.value
    assert "동물 " in app._card.value
    assert "점검" in text(app, "diagnosis")


def test_the_quality_table_stands_beside_it_with_its_keys_escaped():
    app = run()
    assert "1 of 1 checks of the data found something" in text(app, "diagnosis")
    details = text(app, "details")
    assert "Planted" in details
    assert "1 / 10" in details
    assert "USUBJID=&lt;X&gt;" in details


def test_the_real_checks_can_be_taken_home_as_one_page(monkeypatch):
    monkeypatch.setattr(quality, "kept_check", KEPT_CHECK)
    app = run()
    report = app._details.report.make().decode()
    assert report.lstrip().lower().startswith("<!doctype html")
    assert "KAI101-T01" in report


def test_everything_can_be_taken_home():
    app = run(lambda app: app._choose([app.cut.animals["subject"][0]]))
    files = app._details.files
    findings = pl.read_csv(files["findings"].make())
    assert set(findings["examined"]) > {0}
    assert findings["synthetic"].all()
    assert pl.read_csv(files["measurements"].make())["test"].str.contains("BW").any()
    assert files["picture_svg"].filename == "kai101-t01_picture.svg"
    picture = files["picture_svg"].make().decode()
    assert picture.startswith("<svg")
    assert "SYNTHETIC · 합성" in picture
    assert files["picture_png"].make().startswith(b"\x89PNG")


def test_a_package_of_one_s_own_is_read_and_stays_out_of_the_address(rat, tmp_path):
    archive = tmp_path / "mine.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in rat.iterdir():
            packed.write(path, path.name)
    app = run(lambda app: app._on_file("mine.zip", archive.read_bytes()))
    assert app.facts.name == sources.OWN
    assert app.facts.synthetic is None
    assert "mine.zip was read: " in text(app, "notice")
    assert not any(app.page.state.values())
    assert app._controls.study.value == sources.OWN
    folder = app.facts.study.path.parent
    assert folder.exists()


def test_packages_that_cannot_be_read_are_told_and_the_study_stays(rat, tmp_path):
    bomb, climbs = tmp_path / "bomb.zip", tmp_path / "climbs.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("dm.xpt", b"\0" * 120_000_000)
    with zipfile.ZipFile(climbs, "w") as packed:
        packed.writestr("../../dm.xpt", b"x")
    bad = {
        "notes.docx": (b"x", "no package that can be opened here"),
        "broken.zip": (b"PK\3\4 nothing", "damaged or incomplete"),
        "bomb.zip": (bomb.read_bytes(), "zip bomb"),
        "climbs.zip": (climbs.read_bytes(), "leads out of it"),
        "bw.xpt": ((rat / "bw.xpt").read_bytes(), "no domain DM"),
    }
    for name, (content, told) in bad.items():
        app = run(lambda app, name=name, content=content: app._on_file(name, content))
        notice = text(app, "notice")
        assert told in notice, notice
        assert f"{name}: " in notice
        assert "kai-study-" not in notice, "where it was put is nobody's business"
        assert app.facts.name == "kai-101-rat"
        assert "SYNTHETIC" in app.page._answer.value


def test_a_truncated_file_leaves_the_rest_of_the_package(rat, tmp_path):
    archive = tmp_path / "cut.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in rat.iterdir():
            content = path.read_bytes()
            packed.writestr(path.name, content[: len(content) - 1000] if path.name == "lb.xpt" else content)
    app = run(lambda app: app._on_file("cut.zip", archive.read_bytes()))
    assert app.facts.name == sources.OWN
    assert "Notes on its files: 1" in text(app, "notice")
    assert "LB" not in app.facts.study
    assert app.cut.incidence.height > 0


def test_a_study_that_cannot_be_fetched_is_told_and_the_other_stays():
    app = run(lambda app: setattr(app._controls.study, "value", "scoreSEND-87497"))
    assert "offline mode forbids fetching" in text(app, "notice")
    assert app.facts.name == "kai-101-rat"


def test_the_opacity_of_a_mark_with_one_paint_is_that_of_the_paint():
    from kai_workbench.apps._study_explorer_picture import _plain_opacity

    picture = (
        '<path d="M0,0" fill="#f00" opacity="0.3"/><path stroke="#00f" opacity="1e-3"/>'
        '<path fill="#f00" stroke="#00f" opacity="0.5"/><text fill="#000" opacity="1">opacity="0.5"</text>'
        '<line stroke="#0f0" stroke-opacity="0.2" opacity="0.5"/>'
    )
    assert _plain_opacity(picture) == (
        '<path d="M0,0" fill="#f00" fill-opacity="0.3"/><path stroke="#00f" stroke-opacity="1e-3"/>'
        '<path fill="#f00" stroke="#00f" opacity="0.5"/><text fill="#000">opacity="0.5"</text>'
        '<line stroke="#0f0" stroke-opacity="0.2" opacity="0.5"/>'
    )
