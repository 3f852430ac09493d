"""A plan as USDM 4.0, back again, and for every kind of design."""

from __future__ import annotations

import copy

import pytest

from kai_workbench import models, reports, standards, trials
from kai_workbench.errors import KaiError

DLT = trials.ToxicityScenario("a", (0.1, 0.3, 0.5))
TWO = trials.BinaryScenario("a", (0.2, 0.4))
MEANS = trials.NormalScenario("a", (0.0, 0.3), 1.0)
DESIGNS = [
    (trials.ThreePlusThree(doses=(1, 2, 3), confirm=False), DLT),
    (trials.CRM(doses=(1, 2, 3), skeleton=(0.1, 0.2, 0.4), cutoff=None, start=2), DLT),
    (
        trials.BOP2(null_rate=0.2, looks=(10, 20), lambda_=0.9, gamma=1, prior=(1, 2)),
        trials.BinaryScenario("a", (0.4,)),
    ),
    (
        trials.GroupSequential(
            information=(0.5, 1),
            efficacy=trials.LanDeMets("pocock"),
            futility=trials.HwangShihDeCani(-2),
            patients=80,
        ),
        MEANS,
    ),
    (
        trials.TwoArmTrial(
            analysis=trials.RepeatedMeasures(strategy="treatment_policy"),
            patients=(40, 30),
            rule=trials.GroupSequential(information=(0.5, 1), futility=(0.0,)),
        ),
        trials.LongitudinalScenario("a", ((1, 2), (2, 4)), 5.0, stop=(0.1, 0.2), link=-0.5),
    ),
    (
        trials.BorrowingTrial(
            control=10, treatment=20, informative=models.BetaMixture((0.4, 0.6), (2, 5), (8, 9))
        ),
        TWO,
    ),
    (
        trials.MCPMod(
            doses=(0, 1, 2),
            shapes=(trials.DoseShape("emax", (0.2,)), trials.DoseShape("linear")),
            patients=(10, 10, 10),
        ),
        trials.NormalScenario("a", (0.0, 0.3, 0.6), 1.0),
    ),
    (
        trials.DoseComparison(doses=(1, 2), looks=(5, 10), limit=0.3, floor=0.2),
        trials.ToxicityScenario("a", (0.1, 0.2), efficacy=(0.3, 0.4)),
    ),
    (
        trials.BayesianDoseResponse(doses=(0, 1, 2), patients=(10, 10, 10), relevant=0.3),
        trials.NormalScenario("a", (0.0, 0.3, 0.6), 1.0),
    ),
    (
        trials.PlatformTrial(arms=("c", "x"), patients=((20, 20), (20, 20))),
        trials.PlatformScenario("a", (0.0, 0.3), 1.0, (0.0, 0.1)),
    ),
    (
        trials.GraduationPlatform(arms=("c", "x", "y"), looks=(40, 80), enters=(0, 40)),
        trials.BinaryScenario("a", (0.1, 0.3, 0.2)),
    ),
    (
        trials.BasketTrial(
            baskets=("x", "y"), null_rates=(0.1, 0.1), looks=(10, 20), model=models.EXNEX(exchangeable=0.5)
        ),
        trials.BinaryScenario("a", (0.1, 0.3)),
    ),
]


def planned(design, truth, **more) -> trials.TrialPlan:
    scenario = trials.PlannedScenario(truth=truth, role="alternative", weight=1.0)
    return trials.TrialPlan(title="Trial", design=design, scenarios=(scenario,), **more)


@pytest.mark.parametrize(("design", "truth"), DESIGNS, ids=[type(one).__name__ for one, _ in DESIGNS])
def test_every_plan_is_plain_values_and_back(design, truth):
    plan = planned(design, truth)
    assert trials.plan_from_settings(trials.plan_settings(plan)) == plan


def test_a_design_says_whether_its_data_change_it():
    told = {type(one).__name__: one.adaptive for one, _ in DESIGNS}
    fixed = {name for name, adaptive in told.items() if not adaptive}
    assert fixed == {"BayesianDoseResponse", "BorrowingTrial", "MCPMod", "PlatformTrial"} & set(told)
    assert trials.SimonTwoStage(null_rate=0.1, target_rate=0.3, r1=1, n1=10, r=5, n=29).adaptive


@pytest.fixture(scope="module")
def findings():
    return trials.simulate_plan(
        planned(
            *DESIGNS[0],
            compare=trials.ThreePlusThree(doses=(1, 2, 3)),
            sensitivity=(trials.Sensitivity(field="target", values=(0.2,)),),
            estimand=trials.StatedEstimand(
                treatment="drug",
                population="people",
                variable="DLT <within> 28 days",
                summary="rate",
                intercurrent_events=(trials.StatedEvent(event="stopping", strategy="composite variable"),),
            ),
            source_sha256="ab" * 32,
        )
    )


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_it_is_valid_and_gives_the_plan_back(findings, lang, tmp_path):
    written = reports.trial_usdm(findings, lang=lang).write(tmp_path / "trial.json")
    read = standards.read_usdm(written)
    assert reports.plan_from_usdm(read) == findings.plan
    assert read.arms()["name"].to_list() == ["1 mg", "2 mg", "3 mg"]
    assert read.estimands().row(0) == ("3+3", "ESTIMAND", "rate", "stopping", "composite variable")
    assert read.objectives()["endpoint"].to_list() == ["DLT <within> 28 days"]
    contents = read.content["study"]["documentedBy"][0]["versions"][0]["contents"]
    assert [one["sectionNumber"] for one in contents] == [number for number, _ in reports.protocol_headings()]


def test_what_others_wrote_holds_no_plan_and_what_was_changed_is_refused(findings):
    usdm = reports.trial_usdm(findings)
    content = copy.deepcopy(usdm.content)
    extension = content["study"]["versions"][0]["studyDesigns"][0]["extensionAttributes"][0]
    extension["valueString"] = extension["valueString"].replace('"rates": [0.1', '"rates": [1.1')
    with pytest.raises(KaiError, match="not a probability"):
        reports.plan_from_usdm(standards.USDM(content))
    extension["valueString"] = "not JSON"
    with pytest.raises(standards.USDMError, match="no plan"):
        reports.plan_from_usdm(standards.USDM(content))
    extension["url"] = "urn:somebody-else"
    with pytest.raises(standards.USDMError, match="no plan"):
        reports.plan_from_usdm(standards.USDM(content))
