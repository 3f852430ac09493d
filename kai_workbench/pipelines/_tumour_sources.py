"""The treatments of tumours in mice that can be translated, and what patients of the clinic are like."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from .. import standards
from ..models import Claret, ModelDataError
from . import _tumour_synthetic as invented
from ._fallback import real_or_embedded
from ._seen_tumours import seen_response

if TYPE_CHECKING:
    from ..inference import Fit, Job

Source = Literal["pdx_erlotinib", "kai-101"]
_FIRST_DOSE_DAY, _LAST_DOSE_DAY = 3.0, 17.0  # of erlotinib's mice
_ERLOTINIB = (6.25, 25.0, 100.0)
_MM3_PER_CM3 = 1000.0
SMALLEST_MM3 = 10.0
# Enough that the effective sample size of every parameter passes 400 for ten mice an arm.
SAMPLER: dict[str, Any] = {"draws": 1000, "tune": 1000, "target_accept": 0.9}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Clinic:
    """What is known of patients with such tumours, from the clinic.

    Attributes
    ----------
    base
        Median sum of diameters at the start, mm, and the SD of its log between patients.
    growth, kill
        Typical rates of sums of diameters, 1/d.
    omega_growth, omega_kill
        SDs of their logs between patients.
    sigma_log
        SD of the log of one measured sum.
    told
        Where the numbers come from.
    """

    base: tuple[float, float]
    growth: float
    kill: float
    omega_growth: float
    omega_kill: float
    sigma_log: float
    told: str


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Xenograft:
    """Untreated mice and those of one treatment.

    Attributes
    ----------
    name
        Compound and dose.
    sizes
        ``subject``, ``time`` (d since the first dose), ``size`` (mm³), ``exposure``: 1 if treated, else 0.
    patient_ratio
        Unbound exposure in patients over that of these mice; 1 where it is not known.
    free_auc
        Unbound AUC over a day of the treated mice, h·ng/mL; None where it is not known.
    seen
        Sums of diameters of patients at that exposure, ``subject``, ``time``, ``size`` (mm), or
        none.
    """

    name: str
    sizes: pl.DataFrame
    patient_ratio: float = 1.0
    free_auc: float | None = None
    seen: pl.DataFrame | None = None

    @functools.cached_property
    def seen_response(self) -> tuple[float, int, pl.DataFrame] | None:
        """What those patients showed; see :func:`seen_response`."""
        return None if self.seen is None else seen_response(self.seen)

    def start(self, **sampler: Any) -> Job:
        """Begin the fit in a background thread; see :func:`kai_workbench.inference.start`."""
        from .. import inference

        return inference.start(mouse_model(), self.sizes, **(SAMPLER | sampler))

    def fit(self, **sampler: Any) -> Fit:
        """The fit, waited for."""
        return self.start(**sampler).result()


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class TumourSource:
    """Treatments, and the clinic that they are carried to.

    Attributes
    ----------
    arms
        By name.
    clinic
        Of such patients.
    source
        To be shown beside every number.
    synthetic
        Whether all of it is invented.
    fallback
        Why the embedded data were taken; empty if they were not.
    """

    arms: dict[str, Xenograft]
    clinic: Clinic
    source: str
    synthetic: bool
    fallback: str = ""

    def arm(self, name: str) -> Xenograft:
        """One treatment, whatever the case of its name.

        Raises
        ------
        ModelDataError
            There is none of that name; tells those that there are.
        """
        known = {one.lower(): one for one in self.arms}
        if name.strip().lower() not in known:
            raise ModelDataError("tumour_unknown_arm", where=name, known=", ".join(self.arms))
        return self.arms[known[name.strip().lower()]]


def mouse_model() -> Claret:
    """Claret's model for one arm of mice and their controls: volumes in mm³, exposure in that of the arm.

    Mice of one arm bear the same tumour: base and growth differ between them, kill and resistance do not.
    Volumes below 10 mm³ count as below what can be measured.
    """
    own = ("base", "growth")
    return Claret(
        base=(200.0, 1.0),
        growth=(0.07, 1.0),
        kill=(0.05, 1.0),
        resistance=(0.02, 0.7),
        random=own,
        centred=own,
        limit=SMALLEST_MM3,
        size_unit="mm3",
    )


def own_xenografts(sizes: pl.DataFrame, *, name: str) -> dict[str, Xenograft]:
    """The arms of a table of one's own, each with the untreated mice.

    Parameters
    ----------
    sizes
        Of :func:`kai_workbench.standards.read_tumour_volume`.
    name
        Of the file.
    """
    levels = sizes.filter(pl.col("exposure") > 0)["exposure"].unique().sort().to_list()
    names = [name] if len(levels) == 1 else [f"{name}, {level:g}" for level in levels]
    return {
        own: Xenograft(
            name=own,
            sizes=sizes.filter(pl.col("exposure").is_in([0.0, level])).with_columns(
                exposure=(pl.col("exposure") > 0).cast(pl.Float64)
            ),
        )
        for own, level in zip(names, levels, strict=True)
    }


def tumour_source(source: Source | None = None) -> TumourSource:
    """Erlotinib's mice with a clinical trial, or what is embedded.

    Parameters
    ----------
    source
        By default the real data, falling back on the embedded ones when they cannot be had.

    Raises
    ------
    kai_workbench.catalog.CatalogError
        ``source`` was named and cannot be had.
    """
    return real_or_embedded(source, _real, _invented)


def _real() -> TumourSource:
    table = standards.erlotinib_pdx()
    # From the first dose to the day after the last: as long as the exposure is what it is.
    days = pl.col("time").is_between(_FIRST_DOSE_DAY, _LAST_DOSE_DAY)
    treated = table.frame.filter(days).select(
        "subject",
        "dose_mg_kg",
        time=pl.col("time") - _FIRST_DOSE_DAY,
        size=pl.col("size") * _MM3_PER_CM3,
        exposure=(pl.col("dose_mg_kg") > 0).cast(pl.Float64),
    )
    arms = {}
    for dose in _ERLOTINIB:
        name = f"erlotinib {dose:g} mg/kg"
        sizes = treated.filter(pl.col("dose_mg_kg").is_in([0.0, dose])).drop("dose_mg_kg")
        arms[name] = Xenograft(name=name, sizes=sizes)
    # Study 1 of tgi_clinical, all arms together, by SteinFojo; docs/models/tumour-growth.md.
    clinic = Clinic(
        base=(34.6, 0.64),
        growth=0.33 / 365.25,
        kill=0.85 / 365.25,
        omega_growth=0.94,
        omega_kill=1.33,
        sigma_log=0.137,
        told="tgi_clinical study1",
    )
    return TumourSource(arms=arms, clinic=clinic, source=table.source, synthetic=False)


def _invented(fallback: str) -> TumourSource:
    arms = {}
    for dose in invented.DOSES_MG_KG:
        name = f"KAI-101 {dose:g} mg/kg"
        auc = dose * invented.FREE_AUC_PER_MG_KG
        sizes = pl.concat([invented.mice(0), invented.mice(dose)])
        arms[name] = Xenograft(
            name=name,
            sizes=sizes,
            patient_ratio=invented.patient_free_auc() / auc,
            free_auc=auc,
            seen=invented.phase2("KAI"),
        )
    # The comparator's arm of phase 2, by SteinFojo, docs/models/tumour-growth.md; kill varies with exposure
    # too, by 0.3 between patients.
    clinic = Clinic(
        base=(68.5, 0.329),
        growth=0.00222,
        kill=0.00332,
        omega_growth=0.388,
        omega_kill=round((0.328**2 + 0.3**2) ** 0.5, 2),
        sigma_log=0.026,
        told="KAI-101 phase 2, comparator",
    )
    return TumourSource(
        arms=arms, clinic=clinic, source="KAI-101 (synthetic)", synthetic=True, fallback=fallback
    )
