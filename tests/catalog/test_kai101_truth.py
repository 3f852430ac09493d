"""What was planted is really there: estimates from the studies lie within sampling error of the truth.

Every comparison is an estimate minus the planted value over its own standard error; four of those
are allowed. The studies are the same every time, so a test either holds for good or does not.
"""

from __future__ import annotations

import math
import pathlib

import numpy as np
import polars as pl
import pytest
from scipy import stats

from kai_workbench import catalog
from kai_workbench.catalog import _kai101_pk as pk
from kai_workbench.catalog._kai101_truth import (
    BACKGROUND,
    EFFECTS,
    KINETICS,
    LESIONS,
    METABOLITE,
    PARENT,
    RECOMMENDED_DOSE,
    SURVIVAL,
    TOXICOLOGY,
    TUMOUR,
)

HUMAN = KINETICS["human"]
SPECIES = ("rat", "dog")


@pytest.fixture(scope="module")
def truth():
    return catalog.kai101_truth()


@pytest.fixture(scope="module")
def studies():
    return {name: catalog.kai101_study(name) for name in catalog.KAI101_STUDIES}


def within(values: np.ndarray, expected: float, *, errors: float = 4.0) -> bool:
    """Whether the mean of independent values lies within so many standard errors of what is expected."""
    return bool(abs(np.mean(values) - expected) < errors * np.std(values, ddof=1) / math.sqrt(len(values)))


def typical(species: str) -> pk.Subject:
    one = KINETICS[species]
    return pk.Subject(
        one.clearance_L_h_kg * one.weight,
        one.volume * one.weight,
        one.metabolite_clearance * 0.06 * one.weight,
        one.metabolite_volume * one.weight,
    )


def sampled_share(species: str, analyte: str, hours: np.ndarray) -> float:
    """What the sampled points show of the true AUC of the typical subject: the rule's own bias."""
    one, subject = KINETICS[species], typical(species)
    dose = one.weight
    after = np.where(hours == 0, 24.0, hours)
    profile = pk.concentration(one, subject, analyte, dose=dose, hours=after, doses=28)
    true = one.auc(1.0) if analyte == PARENT else one.metabolite_auc(1.0)
    return pk.exposure(hours, profile).auc / true


def test_the_truth_is_told_with_units_and_meaning(truth):
    assert truth.columns == ["kind", "subject", "quantity", "scale", "value", "unit", "meaning"]
    assert truth.null_count().sum_horizontal().item() == 0
    assert truth.select("kind", "subject", "quantity", "scale").is_unique().all()
    assert (truth["unit"].str.len_chars() > 0).all()


def test_clearance_volume_and_fraction_unbound_are_those_of_the_cross_species_table(truth):
    table = catalog.load("kai-101", "truth").collect().filter(subject=PARENT)
    for row in table.iter_rows(named=True):
        name = {"volume_ss": "volume"}.get(row["quantity"], row["quantity"])
        if row["species"] in KINETICS:
            told = truth.filter(kind="kinetics", subject=row["species"], quantity=name)
            assert told["value"].item() == row["value"]


@pytest.mark.parametrize("species", ["rat", "dog", "human"])
@pytest.mark.parametrize("analyte", [PARENT, METABOLITE])
def test_the_area_under_the_curve_at_steady_state_is_dose_over_clearance(species, analyte):
    one = KINETICS[species]
    hours = np.linspace(0, 24, 4801)
    curve = pk.concentration(one, typical(species), analyte, dose=one.weight, hours=hours, doses=400)
    expected = one.auc(1.0) if analyte == PARENT else one.metabolite_auc(1.0)
    assert np.trapezoid(curve, hours) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("analyte", [PARENT, METABOLITE])
def test_exposures_of_animals_are_those_of_the_planted_clearance(studies, species, analyte):
    tables = studies[species]
    told = tables["PP"].filter(PPTESTCD="AUCTAU", PPCAT=analyte, PPNOMDY=28)
    if species == "rat":
        group = told["POOLID"].str.slice(3, 1).cast(int)
    else:
        group = told["USUBJID"].str.slice(-4, 1).cast(int)
    doses = np.array(TOXICOLOGY[species].doses)[group.to_numpy() - 1]
    one = KINETICS[species]
    expected = one.auc(1.0) if analyte == PARENT else one.metabolite_auc(1.0)
    share = sampled_share(species, analyte, np.array((0, 0.5, 1, 2, 4, 8, 24.0)))
    ratio = np.log(told["PPSTRESN"].to_numpy() / doses / expected / share)
    # A pool's means are arithmetic: they lie above the typical animal by half the variance.
    above = (one.cv_clearance**2 + one.cv_residual**2) / 2 if species == "rat" else 0.0
    assert within(ratio, above)


def test_exposures_of_patients_are_those_of_the_planted_clearance(studies):
    tables = studies["phase1"]
    weight = tables["VS"].filter(VSTESTCD="WEIGHT").group_by("USUBJID").agg(pl.col("VSSTRESN").mean())
    told = tables["PP"].filter(PPTESTCD="CLFTAU").join(weight, on="USUBJID")
    share = sampled_share("human", PARENT, np.array((0, 0.5, 1, 2, 4, 8, 24.0)))
    adjusted = told["PPSTRESN"] / (told["VSSTRESN"] / 70) ** 0.75 * share
    expected = HUMAN.clearance_L_h_kg * 70 / HUMAN.bioavailability
    assert within(np.log(adjusted.to_numpy()), math.log(expected))
    assert np.log(adjusted.to_numpy()).std() == pytest.approx(HUMAN.cv_clearance, rel=0.5)


def group_values(tables, test, sets, day):
    lb = tables["LB"].filter(LBTESTCD=test, LBNOMDY=day).join(tables["DM"], on="USUBJID")
    return {one: np.log(lb.filter(SETCD=one)["LBSTRESN"].to_numpy()) for one in sets}


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("test", ["ALT", "NEUT", "AST", "LYM", "PLAT"])
def test_laboratory_values_of_animals_follow_the_planted_effect(studies, truth, species, test):
    values = group_values(studies[species], test, ("1M", "2M", "3M", "4M"), 29)
    share = truth.filter(kind="effect", subject=test, quantity="share")
    base, factor = (share["scale"].item(), share["value"].item()) if share.height else (test, 1.0)
    for group in (2, 3, 4):
        x = KINETICS[species].free_auc(TOXICOLOGY[species].doses[group - 1])
        expected = factor * float(EFFECTS[base].at(x, 28))
        found, control = values[f"{group}M"], values["1M"]
        error = math.sqrt(found.var(ddof=1) / len(found) + control.var(ddof=1) / len(control))
        assert abs(found.mean() - control.mean() - expected) < 4 * error
    if test in EFFECTS:
        assert abs(values["4M"].mean() - values["1M"].mean()) > 5 * error, "the high dose shows"


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("test", ["BILI", "GLUC", "K", "HGB"])
def test_what_was_not_planted_is_not_there(studies, species, test):
    values = group_values(studies[species], test, ("1M", "4M"), 29)
    assert stats.ttest_ind(values["1M"], values["4M"]).pvalue > 0.001


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("test", ["ALT", "NEUT"])
def test_effects_go_back_in_recovery_as_planted(studies, species, test):
    values = group_values(studies[species], test, ("1R", "4R"), 43)
    effect = EFFECTS[test]
    x = KINETICS[species].free_auc(TOXICOLOGY[species].doses[3])
    expected = float(effect.at(x, 28)) * effect.remaining(14)
    found, control = values["4R"], values["1R"]
    error = math.sqrt(found.var(ddof=1) / len(found) + control.var(ddof=1) / len(control))
    difference = found.mean() - control.mean()
    assert abs(difference - expected) < 4 * error
    assert abs(difference) < abs(float(effect.at(x, 28))) / 2


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("organ", ["LIVER", "THYMUS"])
def test_organs_grow_and_shrink_as_planted(studies, species, organ):
    tables = studies[species]
    body = tables["BW"].filter(BWTESTCD="TERMBW").select("USUBJID", body="BWSTRESN")
    om = tables["OM"].filter(OMSPEC=organ).join(body, on="USUBJID").join(tables["DM"], on="USUBJID")
    share = om.with_columns(share=(pl.col("OMSTRESN") / pl.col("body")).log())
    control = share.filter(SETCD="1M")["share"].to_numpy()
    for group in (2, 3, 4):
        found = share.filter(SETCD=f"{group}M")["share"].to_numpy()
        x = KINETICS[species].free_auc(TOXICOLOGY[species].doses[group - 1])
        error = math.sqrt(found.var(ddof=1) / len(found) + control.var(ddof=1) / len(control))
        expected = float(EFFECTS[organ].at(x, 28))
        assert abs(found.mean() - control.mean() - expected) < 4 * error


def incidence(tables, organ, finding, set_code):
    mi = tables["MI"].filter(MISPEC=organ).filter(pl.col("MISTAT").is_null())
    here = mi.join(tables["DM"].filter(SETCD=set_code), on="USUBJID")
    affected = here.filter(MISTRESC=finding)["USUBJID"].n_unique()
    return affected, here["USUBJID"].n_unique()


def expected_share(lesion, species, dose, *, recovery=False):
    """Mean over animals: clearance varies, and the curve is not straight."""
    one = KINETICS[species]
    nodes, weights = np.polynomial.hermite_e.hermegauss(21)
    free = one.free_auc(dose) * np.exp(one.cv_clearance * nodes)
    return float(np.sum(weights * lesion.affected(free, recovery=recovery)) / weights.sum())


@pytest.mark.parametrize("species", SPECIES)
@pytest.mark.parametrize("lesion", LESIONS, ids=lambda one: f"{one.organ}-{one.finding}")
def test_lesions_appear_with_the_planted_probability(studies, species, lesion):
    tables = studies[species]
    design = TOXICOLOGY[species]
    seen = []
    for group, dose in enumerate(design.doses, 1):
        affected, examined = incidence(tables, lesion.organ, lesion.finding, f"{group}M")
        assert 0 < examined <= 2 * design.main
        share = expected_share(lesion, species, dose) if dose else lesion.background
        assert stats.binomtest(affected, examined, share).pvalue > 0.001
        seen.append(affected / examined)
    affected, examined = incidence(tables, lesion.organ, lesion.finding, "4R")
    share = expected_share(lesion, species, design.doses[3], recovery=True)
    assert stats.binomtest(affected, examined, share).pvalue > 0.001
    assert seen[3] > seen[0]


@pytest.mark.parametrize("lesion", LESIONS, ids=lambda one: f"{one.organ}-{one.finding}")
def test_severity_rises_with_the_dose(studies, lesion):
    for species in SPECIES:
        tables = studies[species]
        mi = (
            tables["MI"].filter(MISPEC=lesion.organ, MISTRESC=lesion.finding).join(tables["DM"], on="USUBJID")
        )
        grade = mi.with_columns(grade=pl.col("MISEV").str.slice(0, 1).cast(int))
        high = grade.filter(SETCD="4M")["grade"].mean()
        lower = grade.filter(pl.col("SETCD").is_in(["1M", "2M", "3M"]))["grade"]
        assert lower.is_empty() or high >= lower.mean()


@pytest.mark.parametrize("one", BACKGROUND, ids=lambda one: f"{one.species}-{one.organ}")
def test_background_findings_have_their_share_whatever_the_dose(studies, one):
    tables = studies[one.species]
    counts = [incidence(tables, one.organ, one.finding, f"{group}{kind}")
              for group in (1, 2, 3, 4) for kind in ("M", "R")]  # fmt: skip
    affected, examined = (sum(part) for part in zip(*counts, strict=True))
    assert stats.binomtest(affected, examined, one.share).pvalue > 0.001
    assert examined > 3 * TOXICOLOGY[one.species].main


def changes(tables, test, arm):
    """ln of cycle 2 day 1 over the patient's own baseline, and the unbound AUC that the weight tells."""
    lb = tables["LB"].filter(LBTESTCD=test)
    before = lb.filter(pl.col("LBDY") <= 1).group_by("USUBJID").agg(base=pl.col("LBSTRESN").log().mean())
    after = lb.filter(VISIT="CYCLE 2 DAY 1").select("USUBJID", after=pl.col("LBSTRESN").log())
    weight = tables["VS"].filter(VSTESTCD="WEIGHT").group_by("USUBJID").agg(weight=pl.col("VSSTRESN").mean())
    steady = tables["EX"].group_by("USUBJID").agg(pl.col("EXENDY").filter(pl.col("EXSEQ") == 1).first())
    both = before.join(after, on="USUBJID").join(weight, on="USUBJID").join(steady, on="USUBJID")
    both = both.join(tables["DM"].filter(ARMCD=arm), on="USUBJID").filter(pl.col("EXENDY") >= 28)
    return (both["after"] - both["base"]).to_numpy(), both["weight"].to_numpy()


@pytest.mark.parametrize("test", ["ALT", "NEUT"])
def test_patients_show_the_same_effect_as_animals(studies, test):
    found, weight = changes(studies["phase2"], test, "KAI")
    x = HUMAN.free_auc(RECOMMENDED_DOSE / 70) * (70 / weight) ** 0.75
    assert len(found) > 40
    assert within(found - EFFECTS[test].at(x, 28), 0.0)
    assert not within(found, 0.0)


@pytest.mark.parametrize("test", ["ALT", "NEUT", "HGB"])
def test_the_comparator_does_nothing_to_the_laboratory(studies, test):
    found, _ = changes(studies["phase2"], test, "STD")
    assert within(found, 0.0)


def test_dose_limiting_toxicities_come_with_their_probability(studies, truth):
    tables = studies["phase1"]
    toxic = tables["SUPPDM"].filter(QNAM="DLTFL").select("USUBJID", "QVAL")
    first = tables["EX"].filter(EXSEQ=1).join(toxic, on="USUBJID")
    told = truth.filter(quantity="dlt_probability")
    share = {float(scale.split()[0]): value for scale, value in told.select("scale", "value").iter_rows()}
    assert list(share.values()) == sorted(share.values())
    assert share[900.0] > 0.33 > share[400.0]
    for dose, patients, seen in (
        first.group_by("EXDOSE").agg(n=pl.len(), dlt=(pl.col("QVAL") == "Y").sum()).rows()
    ):
        assert stats.binomtest(seen, patients, share[dose]).pvalue > 0.001


def test_survival_has_the_planted_hazards(studies):
    table = studies["adam"]["ADTTE"].filter(PARAMCD="OS")
    events, time = {}, {}
    for arm in (0, 1):
        here = table.filter(TRTAN=arm)
        events[arm] = int((here["CNSR"] == 0).sum())
        time[arm] = float(here["AVAL"].sum())
    rate = {arm: events[arm] / time[arm] for arm in (0, 1)}
    difference = math.log(rate[1] / rate[0]) - math.log(SURVIVAL.hazard_ratio_os)
    assert abs(difference) < 4 * math.sqrt(1 / events[0] + 1 / events[1])
    assert abs(math.log(rate[0] * SURVIVAL.median_os / math.log(2))) < 4 / math.sqrt(events[0])
    assert rate[1] < rate[0]


@pytest.mark.parametrize("arm", ["KAI", "STD"])
def test_tumours_shrink_and_grow_by_the_planted_curve(studies, arm):
    tables = studies["phase2"]
    sums = tables["TR"].filter(TRTESTCD="SUMDIAM").join(tables["DM"].filter(ARMCD=arm), on="USUBJID")
    first = sums.filter(TRLNKGRP="A0").select("USUBJID", base="TRSTRESN")
    at8 = sums.filter(TRLNKGRP="A1").join(first, on="USUBJID")
    found = np.log(at8["TRSTRESN"].to_numpy() / at8["base"].to_numpy())
    draws = np.random.default_rng(1).standard_normal((3, 20_000))
    growth = TUMOUR.growth * np.exp(TUMOUR.sd_growth * draws[0])
    free = HUMAN.free_auc(RECOMMENDED_DOSE / 64) * np.exp(HUMAN.cv_clearance * draws[2])
    kill = TUMOUR.kill(free) if arm == "KAI" else TUMOUR.standard_kill
    kill = kill * np.exp(TUMOUR.sd_kill * draws[1])
    expected = np.log(np.exp(-kill * 57) + np.exp(growth * 57) - 1).mean()
    assert len(found) > 45
    assert within(found, float(expected))


def test_complaints_begin_at_the_planted_rates(studies, truth):
    tables = studies["phase2"]
    months = (
        tables["EX"].group_by("USUBJID").agg(days=pl.col("EXENDY").max()).join(tables["DM"], on="USUBJID")
    )
    for term in truth.filter(kind="event")["subject"].unique():
        told = dict(truth.filter(kind="event", subject=term).select("quantity", "value").iter_rows())
        for arm, factor in (("STD", 1.0), ("KAI", told["rate_ratio"])):
            patients = months.filter(ARMCD=arm)
            seen = tables["AE"].filter(AEDECOD=term).join(patients, on="USUBJID").height
            # An ailing patient does not fall ill anew: on average 8 days a time are not at risk.
            at_risk = patients["days"].sum() - seen * 8.3
            expected = told["rate"] * factor * at_risk / (365.25 / 12)
            assert abs(seen - expected) < 4 * math.sqrt(expected)


def test_the_qt_interval_knows_nothing_of_the_compound(studies):
    tables = studies["phase1"]
    eg = tables["EG"].filter(EGTESTCD="QTCFAG")
    base = eg.filter(VISIT="CYCLE 1 DAY 1").select("USUBJID", base="EGSTRESN")
    dose = tables["EX"].filter(EXSEQ=1).select("USUBJID", "EXDOSE")
    day15 = eg.filter(VISIT="CYCLE 1 DAY 15").join(base, on="USUBJID").join(dose, on="USUBJID")
    fit = stats.linregress(day15["EXDOSE"].to_numpy(), (day15["EGSTRESN"] - day15["base"]).to_numpy())
    assert abs(fit.slope) < 4 * fit.stderr


def test_the_documentation_tells_every_true_value(truth):
    page = (pathlib.Path(__file__).parents[2] / "docs" / "kai-101.md").read_text(encoding="utf-8")
    told = set(page.replace("|", " ").split())
    for value, kind, subject, quantity in truth.select("value", "kind", "subject", "quantity").iter_rows():
        if quantity not in {"share", "slope"}:
            assert f"{value:.10g}" in told, (kind, subject, quantity)
