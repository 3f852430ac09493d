"""The report on a trial's operating characteristics, and the protocol section, from one structure."""

from __future__ import annotations

import io
import re

import docx
import pytest

from kai_workbench import models, reports, trials
from kai_workbench.errors import KaiError

PLAN = """title = "Escalation <b>"
n_trials = 300
examples = 2
prior_why = "No prior is used."
[design]
name = "3+3"
doses = [10, 20, 40]
[compare]
name = "3+3"
doses = [10, 20, 40]
confirm = false
[estimand]
treatment = "drug"
population = "patients"
variable = "DLT"
summary = "rate"
intercurrent_events = [{ event = "Stopping early", strategy = "hypothetical" }]
[[scenario]]
name = "toxic"
role = "null"
rates = [0.5, 0.6, 0.7]
[[scenario]]
name = "second dose"
role = "alternative"
rates = [0.1, 0.3, 0.5]
[[sensitivity]]
field = "target"
values = [0.25]
"""


@pytest.fixture(scope="module")
def findings():
    return trials.simulate_plan(trials.plan_from_text(PLAN))


@pytest.fixture(scope="module", params=["en", "ko"])
def report(request, findings):
    return reports.trial_report(findings, lang=request.param)


def test_every_part_is_there_and_every_cell_has_its_error(report, findings):
    assert len(report.sections) == 11
    table = next(
        block
        for section in report.sections
        for block in section.blocks
        if getattr(block, "file", "") == "operating-characteristics"
    )
    for row in table.rows:
        assert all(re.fullmatch(r"[+-]?[\d.,]+ \([\d.e-]+\)|–", one) for one in row[2:]), row
    assert any("3+3 (2)" in getattr(block, "heads", ()) for block in report.sections[1].blocks)
    assert {"operating-characteristics", "differences", "sensitivity", "example-trial-2"} <= set(
        report.tables()
    )
    assert report.tables()["operating-characteristics"].equals(findings.found.frame)


def test_the_page_asks_nothing_of_the_network_and_escapes_what_a_person_wrote(report):
    page = reports.to_html(report)
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "Escalation &lt;b&gt;" in page
    assert "<b>" not in page
    assert page.count("<svg") == 3  # the doses selected, and two example trials
    for value in (
        f"{m.value:.4f}"
        for m in trials.simulate(
            trials.ThreePlusThree(doses=(10, 20, 40)), trials.ToxicityScenario("second dose", (0.1, 0.3, 0.5))
        ).measures["second dose"]
        if m.name == "selected"
    ):
        assert value in page


def test_docx_holds_the_same_headings_and_cells(report):
    made = docx.Document(io.BytesIO(reports.to_docx(report)))
    headings = [one.text for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [section.heading for section in report.sections]
    tables = [block for section in report.sections for block in section.blocks if hasattr(block, "heads")]
    assert len(made.tables) == len(tables)
    for mine, theirs in zip(tables, made.tables, strict=True):
        assert [cell.text for cell in theirs.rows[0].cells] == list(mine.heads)
        assert [cell.text for cell in theirs.rows[-1].cells] == list(mine.rows[-1])
    assert len(made.inline_shapes) == 3


def test_the_protocol_section_has_the_headings_of_ich_m11_and_marks_what_is_missing(findings):
    document = reports.trial_protocol(findings)
    numbers = [section.heading.split(" ")[0] for section in document.sections]
    assert [one for one in numbers if one.count(".") == 1] == [f"10.{k}" for k in range(1, 12)]
    assert document.sections[0].heading == "10 STATISTICAL CONSIDERATIONS"
    page = reports.to_html(document)
    assert "[Section 10.2: to be written by the sponsor" in page
    assert "Stopping early: Hypothetical." in page
    assert "3+3 (2)" not in page
    assert page.count("<caption>Operating characteristics: 3+3") == 1, (
        "the design compared with is not the protocol's"
    )


def test_what_was_not_simulated_is_said(findings):
    limits = reports.to_html(reports.trial_report(findings)).split('id="s11"')[1]
    for words in ("drift", "accrual", "stated, not simulated", "Calendar time", "Duration", "no weights"):
        assert words in limits


@pytest.mark.parametrize(
    ("analysis", "truth", "said", "not_said"),
    [
        (
            trials.TimeToEvent(),
            trials.SurvivalScenario("x", (10, 20), dropout_per_month=0.01),
            "exponential",
            "Calendar time",
        ),
        (
            trials.RepeatedMeasures(),
            trials.LongitudinalScenario("x", ((1, 2), (2, 4)), 5.0, stop=(0.1, 0.1)),
            "do not come back",
            "no dropout",
        ),
    ],
)
def test_dropout_that_is_simulated_is_not_called_missing(analysis, truth, said, not_said):
    events = 30 if isinstance(analysis, trials.TimeToEvent) else None
    design = trials.TwoArmTrial(analysis=analysis, patients=(20, 20), events=events)
    planned = trials.PlannedScenario(truth=truth, role="alternative")
    plan = trials.TrialPlan(title="t", design=design, scenarios=(planned,), n_trials=20)
    page = reports.to_html(reports.trial_report(trials.simulate_plan(plan)))
    limits = page.split('id="s10"')[1]
    assert said in limits
    assert not_said not in limits


def test_a_prior_is_told_with_its_patients_and_truths_against_it():
    design = trials.GoNoGo(minimum=0.2, target=0.4, looks=(10, 20), prior=(6, 14))
    truths = [("as thought", 0.3, "alternative"), ("against the prior", 0.75, "nuisance")]
    plan = trials.TrialPlan(
        title="t",
        design=design,
        scenarios=tuple(
            trials.PlannedScenario(truth=trials.BinaryScenario(name, (rate,)), role=role)
            for name, rate, role in truths
        ),
        examples=0,
    )
    prior = reports.trial_report(trials.simulate_plan(plan)).sections[2].blocks
    table, conflict = (block for block in prior if hasattr(block, "heads"))
    assert table.rows[0][1:3] == ("Beta(6, 14)", "0.3")
    assert table.rows[0][4:] == ("20.0", "20.0")
    assert "!" not in conflict.rows[0][1]
    assert conflict.rows[1][1] == "1.00 !"


def test_formats_are_refused_before_anything_is_written(findings, tmp_path):
    with pytest.raises(KaiError, match="html, docx, csv, usdm"):
        reports.write_trial(findings, tmp_path, formats=["pdf"])
    with pytest.raises(KaiError, match="html, docx, csv, usdm"):
        reports.write_trial(findings, tmp_path, formats=[])
    assert not list(tmp_path.iterdir())
    written = reports.write_trial(findings, tmp_path / "new", formats=["csv"])
    assert {path.suffix for path in written} == {".csv"}


def test_sensitivity_names_what_a_design_calls_success_under_each_truth():
    design = trials.BorrowingTrial(
        control=10, treatment=20, informative=models.BetaMixture((1.0,), (4.0,), (12.0,))
    )
    plan = trials.TrialPlan(
        title="t",
        design=design,
        scenarios=tuple(
            trials.PlannedScenario(truth=trials.BinaryScenario(name, rates), role=role)
            for name, rates, role in (("no", (0.25, 0.25), "null"), ("yes", (0.25, 0.6), "alternative"))
        ),
        sensitivity=(trials.Sensitivity(field="threshold", values=(0.9,)),),
    )
    findings = trials.simulate_plan(plan)
    table = reports.trial_report(findings).sections[7].blocks[0]
    assert table.rows[0][:3] == ("threshold", "0.975 · as planned", "Type I error / Power")
    error = findings.varied[0].found.measure("type_1_error", scenario="no").value
    power = findings.varied[0].found.measure("power", scenario="yes").value
    varied = next(row for row in table.rows if row[1] == "0.9")
    assert varied[3:] == (f"{error:.4f} (0)", f"{power:.4f} (0)")
