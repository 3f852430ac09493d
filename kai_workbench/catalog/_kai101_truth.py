"""What was planted in the studies of KAI-101: kinetics, exposure-effect relations, survival.

Every number that makes the animals and the patients stands here, and nowhere else. Clearance,
volume and fraction unbound are those of the cross-species table (:mod:`._kai101`).
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np

from ._kai101 import SEED, SPECIES, _draw

PARENT, METABOLITE = "KAI-101", "KAI-101M"
MOLAR_MASS = {PARENT: 421.5, METABOLITE: 437.5}  # g/mol
LLOQ = {PARENT: 5.0, METABOLITE: 5.0}  # ng/mL
TAU = 24.0  # h between doses


def stream(*names: str) -> np.random.Generator:
    """A stream of random numbers of its own for each part of the programme."""
    return np.random.Generator(np.random.PCG64([SEED, *(zlib.crc32(name.encode()) for name in names)]))


class Kinetics(NamedTuple):
    """One species: one compartment, first-order absorption; the metabolite has one of its own."""

    species: str
    clearance: float  # mL/min/kg
    volume: float  # L/kg
    fraction_unbound: float
    bioavailability: float
    absorption: float  # 1/h
    fraction_metabolised: float  # of the parent's clearance
    metabolite_clearance: float  # mL/min/kg
    metabolite_volume: float  # L/kg
    cv_clearance: float  # between subjects, standard deviation of ln
    cv_volume: float
    cv_residual: float  # of one concentration, standard deviation of ln
    weight: float  # kg of the typical subject; clearance of a person goes with weight ** 0.75

    @property
    def clearance_L_h_kg(self) -> float:  # noqa: N802 - the unit is part of the name
        """Clearance in L/h/kg."""
        return self.clearance * 0.06

    def auc(self, dose: float) -> float:
        """AUC over a dosing interval at steady state, h·ng/mL, for a dose in mg/kg."""
        return 1000 * self.bioavailability * dose / self.clearance_L_h_kg

    def metabolite_auc(self, dose: float) -> float:
        """The same of the metabolite."""
        formed = self.fraction_metabolised * MOLAR_MASS[METABOLITE] / MOLAR_MASS[PARENT]
        return 1000 * formed * self.bioavailability * dose / (self.metabolite_clearance * 0.06)

    def free_auc(self, dose: float) -> float:
        """Unbound AUC of the parent: what drives every effect."""
        return self.fraction_unbound * self.auc(dose)


def _planted(quantity: str, species: str) -> float:
    return float(_draw()[0][quantity][0, SPECIES.index(species)])


def _kinetics(species: str, *more: float) -> Kinetics:
    own = [_planted(quantity, species) for quantity in ("clearance", "volume_ss", "fraction_unbound")]
    return Kinetics(species, *own, *more)


KINETICS = {
    one.species: one
    for one in (
        _kinetics("rat", 0.60, 1.2, 0.20, 14.0, 1.5, 0.20, 0.10, 0.12, 0.25),
        _kinetics("dog", 0.75, 0.9, 0.25, 1.6, 0.9, 0.15, 0.10, 0.12, 9.5),
        _kinetics("human", 0.65, 0.8, 0.30, 5.0, 1.2, 0.30, 0.20, 0.15, 70.0),
    )
}


class Effect(NamedTuple):
    """A change of a measured quantity: ln(value / baseline) = emax × x^hill / (x50^hill + x^hill).

    ``x`` is the unbound AUC over 24 h at steady state. Under treatment the effect comes with
    1 - exp(-t/tau), afterwards it goes with exp(-t/tau). Rat, dog and human share every number.
    """

    name: str
    emax: float
    x50: float  # h·ng/mL, unbound
    hill: float
    tau: float  # days
    meaning: str

    def at(self, free_auc: np.ndarray | float, days: np.ndarray | float = np.inf) -> np.ndarray:
        """Effect on the log scale after ``days`` of treatment."""
        strength = np.asarray(free_auc, dtype=float) ** self.hill
        full = self.emax * strength / (self.x50**self.hill + strength)
        return np.asarray(full * -np.expm1(-np.asarray(days, dtype=float) / self.tau))

    def remaining(self, days_off: float) -> float:
        """Share of the effect that is left so many days after the last dose."""
        return float(np.exp(-days_off / self.tau))


EFFECTS = {
    one.name: one
    for one in (
        Effect("ALT", 1.8, 60_000, 1.5, 5.0, "alanine aminotransferase rises"),
        Effect("NEUT", -3.0, 30_000, 1.5, 6.0, "neutrophils fall"),
        Effect("BW", -0.18, 80_000, 1.0, 14.0, "body weight stays behind"),
        Effect("LIVER", 0.35, 50_000, 1.0, 7.0, "the liver grows heavier"),
        Effect("THYMUS", -0.60, 50_000, 1.0, 7.0, "the thymus grows lighter"),
    )
}
# Effects on other quantities are shares of one of these, on the log scale.
SHARES = {
    "AST": ("ALT", 0.6),
    "ALP": ("ALT", 0.2),
    "LYM": ("NEUT", 0.3),
    "PLAT": ("NEUT", 0.4),
    "RETI": ("NEUT", 0.6),
}


class Lesion(NamedTuple):
    """A microscopic finding caused by the compound.

    P(caused) = logistic(slope × ln(x / x50)); the grade rises by one with every ``step`` of the same
    latent scale. P(affected) = background + (1 - background) × P(caused). In recovery animals
    P(caused) is multiplied by ``left``.
    """

    organ: str
    finding: str
    modifier: str
    x50: float  # h·ng/mL, unbound
    slope: float
    step: float
    background: float
    left: float

    def caused(self, free_auc: np.ndarray | float) -> np.ndarray:
        """Probability that the compound causes it."""
        strength = (np.asarray(free_auc, dtype=float) / self.x50) ** self.slope
        return np.asarray(strength / (1 + strength))

    def affected(self, free_auc: np.ndarray | float, *, recovery: bool = False) -> np.ndarray:
        """Probability that an animal shows it."""
        share = self.left if recovery else 1.0
        return np.asarray(self.background + (1 - self.background) * share * self.caused(free_auc))


MARROW = "BONE MARROW, STERNUM"
LESIONS = (
    Lesion("LIVER", "HYPERTROPHY", "HEPATOCELLULAR", 30_000, 2.2, 1.5, 0.02, 0.10),
    Lesion("LIVER", "NECROSIS", "HEPATOCELLULAR", 100_000, 2.5, 2.0, 0.04, 0.00),
    Lesion(MARROW, "CELLULARITY, DECREASED", "", 40_000, 2.5, 1.8, 0.01, 0.10),
)


class Background(NamedTuple):
    """A finding that animals have of themselves, whatever the dose."""

    species: str
    organ: str
    finding: str
    modifier: str
    share: float


BACKGROUND = (
    Background("rat", "LIVER", "INFILTRATE", "MONONUCLEAR CELL", 0.30),
    Background("rat", "KIDNEY", "CHRONIC PROGRESSIVE NEPHROPATHY", "", 0.25),
    Background("rat", "HEART", "RODENT PROGRESSIVE CARDIOMYOPATHY", "", 0.15),
    Background("rat", "LUNG", "INFILTRATE", "MONONUCLEAR CELL", 0.10),
    Background("rat", "GLAND, ADRENAL", "VACUOLATION", "CORTICAL", 0.10),
    Background("dog", "LIVER", "INFILTRATE", "MONONUCLEAR CELL", 0.20),
    Background("dog", "KIDNEY", "MINERALIZATION", "", 0.20),
    Background("dog", "LUNG", "INFILTRATE", "MONONUCLEAR CELL", 0.15),
    Background("dog", "GLAND, PITUITARY", "CYST", "", 0.20),
)


class ToxicologyDesign(NamedTuple):
    """A four-week study: doses, animals of each sex, sampling."""

    study: str
    species: str
    doses: tuple[float, float, float, float]  # mg/kg/day
    main: int  # animals of each sex in every group
    recovery: int  # of each sex in control and high dose
    satellite: int  # toxicokinetic animals of each sex in dosed groups; 0: the main animals are sampled
    satellite_control: int


TOXICOLOGY = {
    "rat": ToxicologyDesign("KAI101-T01", "rat", (0, 10, 30, 100), 10, 5, 9, 3),
    "dog": ToxicologyDesign("KAI101-T02", "dog", (0, 1, 3, 10), 4, 2, 0, 0),
}
DOSING_DAYS, NECROPSY, RECOVERY_NECROPSY = 28, 29, 43

# The clinic. Doses in mg once a day, cycles of 28 days.
ESCALATION = (50, 100, 200, 400, 600, 900)
RECOMMENDED_DOSE = 400
CYCLE = 28
ALT_HUMAN, ALT_ULN = 22.0, 40.0  # U/L
NEUTROPHILS_HUMAN = 4.2  # 10^9/L
SD_BASELINE = {"ALT": 0.30, "NEUT": 0.25}  # between patients, of ln
SD_WITHIN = {"ALT": 0.12, "NEUT": 0.15}  # from day to day, of ln
DLT_ALT, DLT_NEUTROPHILS = 5 * ALT_ULN, 0.5


class Tumour(NamedTuple):
    """Sum of diameters: base × (exp(-kill t) + exp(growth t) - 1), t in days.

    ``kill = kill_max × x / (kill_x50 + x)``, ``x`` the unbound AUC over 24 h at steady state. Stein
    and others, Clinical Cancer Research 2011; 17: 907-917.
    """

    base: float  # mm
    sd_base: float  # of ln
    growth: float  # 1/day
    sd_growth: float
    kill_max: float
    kill_x50: float  # h·ng/mL, unbound
    sd_kill: float
    sd_measurement: float  # of ln, of one lesion
    standard_kill: float  # of the comparator

    def kill(self, free_auc: np.ndarray | float) -> np.ndarray:
        """Kill rate, 1/day."""
        x = np.asarray(free_auc, dtype=float)
        return np.asarray(self.kill_max * x / (self.kill_x50 + x))


TUMOUR = Tumour(62.0, 0.35, 0.0022, 0.35, 0.016, 12_000, 0.40, 0.04, 0.003)


class Survival(NamedTuple):
    """Exponential overall survival and new lesions; both hazards are proportional."""

    median_os: float  # months, comparator
    hazard_ratio_os: float
    median_new_lesion: float  # months, comparator
    hazard_ratio_new_lesion: float
    dropout: float  # per month


SURVIVAL = Survival(13.0, 0.60, 9.0, 0.55, 0.010)
MONTH = 365.25 / 12  # days
PHASE2_PATIENTS_PER_ARM = 60
CUT_OFF_DAYS = 730  # after the first patient's first dose
