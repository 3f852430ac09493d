"""What a finding in an animal says about people, organ by organ and species by species."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import polars as pl
import scipy
from numpy.typing import NDArray

from ._errors import ModelDataError
from ._planted import Truth

if TYPE_CHECKING:
    import pymc as pm
    import xarray as xr

    from ..inference import Fit

Floats = NDArray[np.float64]
COUNTS = ("both", "animal_only", "human_only", "neither")
RATES = ("sensitivity", "false_positive")


@dataclasses.dataclass(frozen=True, kw_only=True)
class OrganConcordance:
    """Sensitivity, false-positive rate and prevalence, shrunk across organs and species.

    Of compounds that harm an organ of people, a share ``sensitivity`` shows it in the animal; of those
    that do not, a share ``false_positive`` does. The logit of each is the typical one's plus what is the
    organ's own, the species' own and the pair's own. LR+ = sensitivity / false-positive rate; LR- =
    (1 - sensitivity) / (1 - false-positive rate).

    Parameters
    ----------
    organ_sd, species_sd, pair_sd
        Scales of the half-normal priors of the SDs (logit) between organs, between species, and of what
        is left to a pair of both. The typical sensitivity, false-positive rate and prevalence are Beta(1, 1).

    References
    ----------
    Clark M, Steger-Hartmann T. Regul Toxicol Pharmacol 2018;96:94 (likelihood ratios of 3,290 drugs).
    Olson H et al. Regul Toxicol Pharmacol 2000;32:56 (positives in people only).
    """

    name: ClassVar[str] = "organ-concordance"
    version: ClassVar[int] = 1

    organ_sd: float = 1.0
    species_sd: float = 0.5
    pair_sd: float = 0.5

    def __post_init__(self) -> None:
        positive = {
            "organ_sd": self.organ_sd,
            "species_sd": self.species_sd,
            "pair_sd": self.pair_sd,
        }
        for field, value in positive.items():
            if not 0 < value < np.inf:
                raise ModelDataError("prior_not_positive", where=field, value=value)

    def inputs(self, data: pl.DataFrame) -> dict[str, NDArray[Any]]:
        """Data and prior values.

        Parameters
        ----------
        data
            One row a compound, organ and species: ``compound``, ``organ``, ``species``, ``animal`` and
            ``human`` (true or false; rows with a null are not looked at and must be left out); or one row
            an organ and species, with the numbers of compounds ``both``, ``animal_only``, ``human_only``,
            ``neither``.

        Raises
        ------
        ModelDataError
            A column is missing; a value is null or no count; a compound stands twice; or a species was
            compared on compounds that all harm people, or of which none does: a likelihood ratio needs
            both.
        """
        cells, people = _tables(data)
        organs, species = _levels(cells, "organ"), _levels(cells, "species")
        for one in species:
            mine = cells.filter(species=one)
            harmless = int((mine["animal_only"] + mine["neither"]).sum())
            harmful = int((mine["both"] + mine["human_only"]).sum())
            if harmless == 0 or harmful == 0:
                key = "concordance_positives_only" if harmless == 0 else "concordance_negatives_only"
                raise ModelDataError(key, where=one, n=harmful + harmless)
        return {
            "both": cells["both"].to_numpy(),
            "harmful": (cells["both"] + cells["human_only"]).to_numpy(),
            "animal_only": cells["animal_only"].to_numpy(),
            "harmless": (cells["animal_only"] + cells["neither"]).to_numpy(),
            "organ_of": np.array([organs.index(one) for one in cells["organ"]]),
            "species_of": np.array([species.index(one) for one in cells["species"]]),
            "people_harmed": people["harmed"].to_numpy(),
            "people_known": people["known"].to_numpy(),
            "organ_sd": np.asarray(self.organ_sd),
            "species_sd": np.asarray(self.species_sd),
            "pair_sd": np.asarray(self.pair_sd),
        }

    def coords(self, data: pl.DataFrame) -> dict[str, list[Any]]:
        """Labels of the dims ``rate``, ``organ``, ``species`` and ``pair``."""
        cells, _ = _tables(data)
        return {
            "rate": list(RATES),
            "organ": _levels(cells, "organ"),
            "species": _levels(cells, "species"),
            "pair": [f"{organ}, {species}" for organ, species in cells.select("organ", "species").rows()],
        }

    def structure(self) -> tuple[Any, ...]:
        """What changes the graph."""
        return ()

    def build(self, data: pl.DataFrame) -> pm.Model:
        """A plain PyMC model of ``data``.

        Returns
        -------
        pymc.Model
            Free: ``typical_rate`` (rate), ``typical_prevalence``, SDs (rate) and standard normal
            departures. Derived: ``logit_rate`` (rate, pair), ``prevalence`` (organ). Observed:
            ``observed_both``, ``observed_animal_only`` (pair), ``observed_people`` (organ).
        """
        import pymc as pm
        import pytensor.tensor as pt

        rows = dict.fromkeys(
            ("both", "harmful", "animal_only", "harmless", "organ_of", "species_of"), "pair"
        ) | dict.fromkeys(("people_harmed", "people_known"), "organ")
        inputs = self.inputs(data)
        with pm.Model(coords=self.coords(data)) as model:
            given = {name: pm.Data(name, value, dims=rows.get(name)) for name, value in inputs.items()}
            typical = pm.Uniform("typical_rate", 0.0, 1.0, dims="rate")  # Beta(1, 1)
            between_organs = pm.HalfNormal("between_organs", given["organ_sd"], dims="rate")
            between_species = pm.HalfNormal("between_species", given["species_sd"], dims="rate")
            between_pairs = pm.HalfNormal("between_pairs", given["pair_sd"], dims="rate")
            z_organ = pm.Normal("z_organ", dims=("rate", "organ"))
            z_species = pm.Normal("z_species", dims=("rate", "species"))
            z_pair = pm.Normal("z_pair", dims=("rate", "pair"))
            parts = [
                pt.log(typical[i])
                - pt.log1p(-typical[i])
                + between_organs[i] * z_organ[i][given["organ_of"]]
                + between_species[i] * z_species[i][given["species_of"]]
                + between_pairs[i] * z_pair[i]
                for i in range(len(RATES))
            ]
            pm.Deterministic("logit_rate", pt.stack(parts), dims=("rate", "pair"))
            common = pm.Uniform("typical_prevalence", 0.0, 1.0)
            spread = pm.HalfNormal("prevalence_sd", given["organ_sd"])
            z_people = pm.Normal("z_people", dims="organ")
            logit_people = pt.log(common) - pt.log1p(-common) + spread * z_people
            pm.Deterministic("prevalence", pt.sigmoid(logit_people), dims="organ")
            observed = {"dims": "pair"}
            pm.Binomial(
                "observed_both", n=given["harmful"], logit_p=parts[0], observed=given["both"], **observed
            )
            pm.Binomial(
                "observed_animal_only",
                n=given["harmless"],
                logit_p=parts[1],
                observed=given["animal_only"],
                **observed,
            )
            pm.Binomial(
                "observed_people",
                n=given["people_known"],
                logit_p=logit_people,
                observed=given["people_harmed"],
                dims="organ",
            )
        return model

    def simulate(self, params: Mapping[str, Any], design: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
        """Counts of compounds in the cells of ``design`` (``organ``, ``species``, ``n``).

        Parameters
        ----------
        params
            ``sensitivity``, ``false_positive`` (typical), ``prevalence``, and the SDs between
            ``organs`` and ``species`` on the logit scale; numbers, alike for both rates.
        """
        rng = np.random.default_rng(seed)
        organs, species = _levels(design, "organ"), _levels(design, "species")
        truth = Truth(params)
        typical = {name: truth.number(name, above=0, below=1) for name in RATES}
        prevalence = truth.number("prevalence", above=0, below=1)
        between = {name: truth.number(name, least=0) for name in ("organs", "species")}
        truth.finish()
        shifts = {
            rate: {
                **{one: rng.normal(0, between["organs"]) for one in organs},
                **{one: rng.normal(0, between["species"]) for one in species},
            }
            for rate in RATES
        }
        rows = []
        harmed: dict[str, int] = {}
        for organ, kind, n in design.select("organ", "species", "n").iter_rows():
            if organ not in harmed:  # the same compounds in every species
                harmed[organ] = int(rng.binomial(n, prevalence))
            rate = {
                name: scipy.special.expit(
                    scipy.special.logit(typical[name]) + shifts[name][organ] + shifts[name][kind]
                )
                for name in RATES
            }
            both = int(rng.binomial(harmed[organ], rate["sensitivity"]))
            alone = int(rng.binomial(n - harmed[organ], rate["false_positive"]))
            missed, rest = int(harmed[organ]) - both, int(n - harmed[organ]) - alone
            rows.append((organ, kind, both, alone, missed, rest))
        return pl.DataFrame(rows, schema=["organ", "species", *COUNTS], orient="row")

    def simulate_inputs(
        self, params: Any, data: pl.DataFrame, rng: np.random.Generator
    ) -> dict[str, NDArray[Any]]:
        """Counts for calibration, from the parameters of one prior draw; who harms people stays."""
        given = self.inputs(data)
        share = scipy.special.expit(np.asarray(params["logit_rate"]))
        return {
            "both": rng.binomial(given["harmful"], share[0]),
            "animal_only": rng.binomial(given["harmless"], share[1]),
            "people_harmed": rng.binomial(given["people_known"], np.asarray(params["prevalence"])),
        }

    def rates(self, fit: Fit) -> xr.DataArray:
        """Draws of sensitivity and false-positive rate, dims ``rate``, ``pair``, ``sample``; unit 1."""
        logit = fit.require().posterior["logit_rate"].stack(sample=("chain", "draw"))
        shares: xr.DataArray = logit.copy(data=scipy.special.expit(logit.to_numpy()))
        found = shares.transpose("rate", "pair", "sample")
        return found.reset_index("sample", drop=True).assign_attrs(unit="1", source=fit.key)

    def likelihood_ratio(self, fit: Fit, *, animal: Literal["positive", "negative"]) -> xr.DataArray:
        """Draws of LR+ or LR-, dims ``pair`` and ``sample``; unit 1."""
        both, alone = self._shares(fit, animal)
        return (both / alone).assign_attrs(unit="1", source=fit.key)

    def risk(
        self, fit: Fit, *, animal: Literal["positive", "negative"], prevalence: Any = None
    ) -> xr.DataArray:
        """Draws of the probability that people are harmed, given what the animal shows.

        Parameters
        ----------
        prevalence
            How probable it was before the animal was looked at, (0, 1): a number or draws; by default what
            the compounds of the table say of the organ.

        Returns
        -------
        xarray.DataArray
            Dims ``pair`` and ``sample``; unit 1.
        """
        both, alone = self._shares(fit, animal)
        if prevalence is None:
            organ = [str(pair).rsplit(", ", 1)[0] for pair in both["pair"].to_numpy()]
            known = fit.posterior["prevalence"].stack(sample=("chain", "draw")).transpose("organ", "sample")
            before: Any = known.sel(organ=organ).to_numpy()
        else:
            before = np.asarray(prevalence, dtype=float)
            if not np.all((before > 0) & (before < 1)):
                raise ModelDataError("not_a_share", where="prevalence", value=float(before.ravel()[0]))
        found = both * before / (both * before + alone * (1 - before))
        return found.assign_attrs(unit="1", source=fit.key)

    def _shares(self, fit: Fit, animal: str) -> tuple[xr.DataArray, xr.DataArray]:
        if animal not in ("positive", "negative"):
            raise ModelDataError(
                "model_option_unknown", where="animal", value=animal, known="positive, negative"
            )
        rates = self.rates(fit)
        both, alone = (rates.sel(rate=name, drop=True) for name in RATES)
        return (both, alone) if animal == "positive" else (1 - both, 1 - alone)


def concordance_pairs(
    table: pl.DataFrame, *, compound: str, species: tuple[str, ...] = ("rat", "dog")
) -> pl.DataFrame:
    """Rows for :class:`OrganConcordance` from one compound's :func:`kai_workbench.linkage.concordance`.

    Organs that were not examined in a species, or not in people, are left out.
    """
    for name in ("organ_name", "human", *species):
        if name not in table.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(table.columns))
    parts = [
        table.filter(
            pl.col(one).is_in(["affected", "examined"]), pl.col("human").is_in(["affected", "examined"])
        ).select(
            compound=pl.lit(compound),
            organ="organ_name",
            species=pl.lit(one),
            animal=pl.col(one) == "affected",
            human=pl.col("human") == "affected",
        )
        for one in species
    ]
    return pl.concat(parts)


def _levels(table: pl.DataFrame, name: str) -> list[str]:
    return [str(one) for one in table[name].unique(maintain_order=True)]


def _tables(data: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Counts by pair; and by organ the compounds of which it is known whether people are harmed."""
    counted = any(name in data.columns for name in COUNTS)
    needed = ("organ", "species", *(COUNTS if counted else ("compound", "animal", "human")))
    for name in needed:
        if name not in data.columns:
            raise ModelDataError("missing_column", where=name, columns=", ".join(data.columns))
        if data[name].null_count():
            row = int(data[name].is_null().arg_max() or 0)
            raise ModelDataError("concordance_unknown", where=f"{name}, row {row + 1}")
    if data.is_empty():
        raise ModelDataError("concordance_positives_only", where="-", n=0)
    keys = ["compound", "organ", "species"][0 if not counted else 1 :]
    twice = data.filter(data.select(keys).is_duplicated())
    if twice.height:
        raise ModelDataError(
            "concordance_twice", where=", ".join(str(one) for one in twice.select(keys).row(0))
        )
    if counted:
        return _counted(data)
    flags = data.with_columns(pl.col("animal", "human").cast(pl.Boolean))
    animal, human = pl.col("animal"), pl.col("human")
    cells = flags.group_by("organ", "species", maintain_order=True).agg(
        both=(animal & human).sum().cast(pl.Int64),
        animal_only=(animal & ~human).sum().cast(pl.Int64),
        human_only=(~animal & human).sum().cast(pl.Int64),
        neither=(~animal & ~human).sum().cast(pl.Int64),
    )
    told = flags.group_by("organ", "compound", maintain_order=True).agg(human.first(), n=human.n_unique())
    if (told["n"] > 1).any():
        organ, compound = told.filter(pl.col("n") > 1).select("organ", "compound").row(0)
        raise ModelDataError("concordance_two_answers", where=f"{compound}, {organ}")
    people = told.group_by("organ", maintain_order=True).agg(
        harmed=human.sum().cast(pl.Int64), known=pl.len().cast(pl.Int64)
    )
    return cells, people


def _counted(data: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    for name in COUNTS:
        values = data[name].cast(pl.Float64, strict=False)
        bad = ~(values.is_finite() & (values >= 0) & (values == values.floor())).fill_null(value=False)
        if bad.any():
            row = int(bad.arg_max() or 0)
            raise ModelDataError("concordance_count", where=f"{name}, row {row + 1}", value=data[name][row])
    cells = data.select("organ", "species", pl.col(COUNTS).cast(pl.Int64))
    harmed = pl.col("both") + pl.col("human_only")
    known = harmed + pl.col("animal_only") + pl.col("neither")
    # The same compounds were given to several species: the species with most of them speaks for people.
    people = (
        cells.with_columns(harmed=harmed, known=known)
        .sort("known", descending=True, maintain_order=True)
        .group_by("organ", maintain_order=True)
        .agg(pl.col("harmed", "known").first())
    )
    order = cells.select(pl.col("organ").unique(maintain_order=True))
    return cells, order.join(people, on="organ", how="left", maintain_order="left")
