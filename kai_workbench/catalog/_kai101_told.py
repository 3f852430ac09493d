"""The planted truth of KAI-101's studies as a table."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np

from . import _kai101_truth as planted
from ._kai101_events import COMPLAINTS
from ._kai101_patients import HUMAN
from ._kai101_truth import KINETICS, MONTH, TOXICOLOGY, stream

_Row = tuple[str, str, str, str, float, str, str]
_KINETICS = (
    ("clearance", "mL/min/kg", "plasma clearance of the parent"),
    ("volume", "L/kg", "volume of distribution of the parent"),
    ("fraction_unbound", "1", "fraction unbound in plasma"),
    ("bioavailability", "1", "share of an oral dose that reaches the blood"),
    ("absorption", "1/h", "first-order rate of absorption"),
    ("fraction_metabolised", "1", "share of the clearance that forms KAI-101M"),
    ("metabolite_clearance", "mL/min/kg", "clearance of the metabolite"),
    ("metabolite_volume", "L/kg", "volume of distribution of the metabolite"),
    ("cv_clearance", "1", "standard deviation of ln clearance between subjects"),
    ("cv_volume", "1", "standard deviation of ln volume between subjects"),
    ("cv_residual", "1", "standard deviation of ln of one concentration"),
)


def rows() -> Iterator[_Row]:
    """Every planted value: kind, subject, quantity, scale, value, unit, meaning."""
    yield from _kinetics()
    yield from _exposures()
    yield from _effects()
    yield from _lesions()
    yield from _clinic()


def _kinetics() -> Iterator[_Row]:
    for species, one in KINETICS.items():
        for name, unit, meaning in _KINETICS:
            yield "kinetics", species, name, "", float(getattr(one, name)), unit, meaning
    yield (
        "kinetics",
        "human",
        "weight_exponent",
        "",
        0.75,
        "1",
        "clearance goes with (weight / 70 kg) to this",
    )
    for analyte, mass in planted.MOLAR_MASS.items():
        yield "kinetics", analyte, "molar_mass", "", mass, "g/mol", "molar mass"
        yield "kinetics", analyte, "lloq", "", planted.LLOQ[analyte], "ng/mL", "lower limit of quantification"


def _exposures() -> Iterator[_Row]:
    """AUC over 24 h at steady state of the typical subject: F × dose / CL."""
    doses = {species: [(dose, f"{dose:g} mg/kg/day") for dose in design.doses[1:]]
             for species, design in TOXICOLOGY.items()}  # fmt: skip
    doses["human"] = [(dose / HUMAN.weight, f"{dose:g} mg/day") for dose in planted.ESCALATION]
    for species, levels in doses.items():
        one = KINETICS[species]
        for dose, text in levels:
            for name, value, meaning in (
                ("auc", one.auc(dose), "AUC of the parent over 24 h at steady state, typical subject"),
                ("free_auc", one.free_auc(dose), "the same, unbound: what drives every effect"),
                ("metabolite_auc", one.metabolite_auc(dose), "AUC of the metabolite, typical subject"),
            ):
                yield "exposure", species, name, text, round(value, 1), "h*ng/mL", meaning


def _effects() -> Iterator[_Row]:
    for one in planted.EFFECTS.values():
        meaning = f"{one.meaning}; the same in rat, dog and human"
        yield "effect", one.name, "emax", "", one.emax, "ln ratio", meaning
        yield "effect", one.name, "x50", "", one.x50, "h*ng/mL unbound", meaning
        yield "effect", one.name, "hill", "", one.hill, "1", meaning
        yield (
            "effect",
            one.name,
            "tau",
            "",
            one.tau,
            "day",
            "the effect comes and goes with this time constant",
        )
    for name, (base, share) in planted.SHARES.items():
        yield (
            "effect",
            name,
            "share",
            base,
            share,
            "1",
            f"effect on {name} is this share of the one on {base}",
        )
    yield "effect", "QTCFAG", "slope", "", 0.0, "msec per ng/mL", "no effect on the QT interval"


def _lesions() -> Iterator[_Row]:
    for one in planted.LESIONS:
        for name, unit, meaning in (
            (
                "x50",
                "h*ng/mL unbound",
                "unbound AUC at which half of the animals are affected by the compound",
            ),
            ("slope", "per ln", "slope of the log-odds in ln exposure"),
            ("step", "logit", "width of one severity grade on the latent scale"),
            ("background", "1", "share of animals affected without the compound"),
            ("left", "1", "share of what the compound caused that is left after two weeks"),
        ):
            yield "lesion", one.organ, name, one.finding, float(getattr(one, name)), unit, meaning
        for species, design in TOXICOLOGY.items():
            for dose in design.doses:
                value = float(one.affected(KINETICS[species].free_auc(dose)))
                meaning = f"probability of {one.finding.lower()} in a typical {species} of the main sets"
                yield (
                    "lesion", one.organ, f"probability_{species}", f"{one.finding}, {dose:g} mg/kg/day",
                    round(value, 4), "1", meaning,
                )  # fmt: skip
    for two in planted.BACKGROUND:
        meaning = f"share of {two.species}s with it, whatever the dose"
        yield "background", two.organ, f"share_{two.species}", two.finding, two.share, "1", meaning


@functools.cache
def dose_limiting_probability(dose: float) -> float:
    """Probability of a dose-limiting toxicity in cycle 1, by 100,000 draws of the planted model."""
    own = stream("truth", "toxicity", f"{dose:g}")
    count = 100_000
    male = own.random(count) < 0.52
    weight = np.where(male, 70, 58) * np.exp(0.15 * own.standard_normal(count))
    clearance = (
        HUMAN.clearance_L_h_kg
        * HUMAN.weight
        * (weight / HUMAN.weight) ** 0.75
        * np.exp(HUMAN.cv_clearance * own.standard_normal(count))
    )
    free = HUMAN.fraction_unbound * HUMAN.bioavailability * dose / clearance * 1000
    toxic = np.zeros(count, dtype=bool)
    base = {
        "ALT": np.log(planted.ALT_HUMAN) + planted.SD_BASELINE["ALT"] * own.standard_normal(count),
        "NEUT": np.log(planted.NEUTROPHILS_HUMAN) + planted.SD_BASELINE["NEUT"] * own.standard_normal(count),
    }
    for day in (8, 15, 22, 29):
        for test, at in base.items():
            noise = planted.SD_WITHIN[test] * own.standard_normal(count)
            level = np.exp(at + planted.EFFECTS[test].at(free, min(day - 1, planted.CYCLE)) + noise)
            toxic |= level > planted.DLT_ALT if test == "ALT" else level < planted.DLT_NEUTROPHILS
    return round(float(toxic.mean()), 3)


def _clinic() -> Iterator[_Row]:
    told = "probability of ALT over 200 U/L or neutrophils under 0.5 × 10^9/L in cycle 1; simulated, ±0.003"
    for dose in planted.ESCALATION:
        value = dose_limiting_probability(float(dose))
        yield "toxicity", "human", "dlt_probability", f"{dose:g} mg/day", value, "1", told
    for test, value, unit in (
        ("ALT", planted.ALT_HUMAN, "U/L"),
        ("NEUT", planted.NEUTROPHILS_HUMAN, "10^9/L"),
    ):
        yield "spread", test, "baseline", "", value, unit, "median of patients before treatment"
        between, within = planted.SD_BASELINE[test], planted.SD_WITHIN[test]
        yield "spread", test, "sd_between", "", between, "ln", "between patients"
        yield "spread", test, "sd_within", "", within, "ln", "from day to day"
    tumour = planted.TUMOUR
    for name, unit, meaning in (
        ("base", "mm", "median sum of diameters before treatment"),
        ("sd_base", "ln", "its spread between patients"),
        ("growth", "1/day", "growth rate g in base × (exp(-k t) + exp(g t) - 1)"),
        ("sd_growth", "ln", "its spread between patients"),
        ("kill_max", "1/day", "largest kill rate; k = kill_max × x / (kill_x50 + x)"),
        ("kill_x50", "h*ng/mL unbound", "unbound AUC of half the largest kill rate"),
        ("sd_kill", "ln", "spread of the kill rate between patients"),
        ("sd_measurement", "ln", "error of one measured diameter"),
        ("standard_kill", "1/day", "kill rate of the comparator"),
    ):
        yield "tumour", "human", name, "", float(getattr(tumour, name)), unit, meaning
    survival = planted.SURVIVAL
    for name, unit, meaning in (
        ("median_os", "month", "median overall survival under the comparator, exponential"),
        ("hazard_ratio_os", "1", "hazard ratio of death, compound to comparator"),
        ("median_new_lesion", "month", "median time to a new lesion under the comparator, exponential"),
        ("hazard_ratio_new_lesion", "1", "hazard ratio of a new lesion"),
        ("dropout", "1/month", "hazard of being lost to follow-up, both arms"),
    ):
        yield "survival", "human", name, "", float(getattr(survival, name)), unit, meaning
    yield "survival", "human", "month", "", MONTH, "day", "length of a month"
    for each in COMPLAINTS:
        yield "event", each.term, "rate", "", each.rate, "1/month", "new events on treatment, comparator"
        yield "event", each.term, "rate_ratio", "", each.ratio, "1", "rate under the compound to it"
