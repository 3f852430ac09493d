"""What is shown of a study under the reader's settings: frames for the charts, no widgets."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import Any

import polars as pl

from kai_workbench import linkage, standards
from kai_workbench.text import Lang, with_korean

from ._study_explorer_facts import Facts
from ._study_explorer_state import Settings

MOST = 10  # rows of the findings and of the profile
RANKED = {
    "key": pl.String,
    "organ": pl.String,
    "term": pl.String,
    "rank": pl.Int64,
    "affected": pl.Int64,
    "examined": pl.Int64,
    "affected_control": pl.Int64,
    "examined_control": pl.Int64,
    "p_increasing": pl.Float64,
}
_CHEMISTRY = ("CLINICAL CHEMISTRY", "CHEMISTRY")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cut:
    """Frames under one setting of sex, sets, organ, category, test and day.

    Attributes
    ----------
    facts
        Of the study.
    animals
        Those that are shown.
    incidence
        For :func:`kai_workbench.charts.study_findings`.
    ranked
        All findings by how far they lie from the control, one row a finding.
    weights, values, latest
        Body weight, the values of the test that is open, and the latest value of each test.
    changes
        Of :func:`kai_workbench.charts.study_changes`, all tests of the category, largest first.
    category, test, title, unit
        What is open.
    """

    facts: Facts
    animals: pl.DataFrame
    incidence: pl.DataFrame
    ranked: pl.DataFrame
    weights: pl.DataFrame
    latest: pl.DataFrame
    values: pl.DataFrame
    changes: pl.DataFrame
    category: str
    test: str
    title: str
    unit: str

    @property
    def profile(self) -> pl.DataFrame:
        """The changes of the tests that are drawn."""
        tests = self.changes["test"].unique(maintain_order=True).head(MOST)
        return self.changes.filter(pl.col("test").is_in(tests.implode()))

    def ratios(self) -> pl.DataFrame:
        """Each animal's latest value of each drawn test over the mean of the control of its sex."""
        tests = self.profile["test"].unique()
        drawn = self.latest.filter(pl.col("test").is_in(tests.implode()) & (pl.col("value") > 0))
        control = (
            drawn.filter(pl.col("rank") == control_rank(self.facts))
            .group_by("test", "sex")
            .agg(mean=pl.col("value").log().mean().exp())
        )
        return drawn.join(control, on=["test", "sex"]).select(
            "test", "subject", ratio=pl.col("value") / pl.col("mean")
        )


def spoken(term: str, lang: Lang = "en") -> str:
    """A controlled term as it is said; the organ before a colon in the reader's language.

    Examples
    --------
    >>> spoken("GLAND, ADRENAL: HYPERTROPHY"), spoken("LIVER")
    ('Adrenal gland: hypertrophy', 'Liver')
    >>> spoken("GLAND, ADRENAL: HYPERTROPHY", "ko"), spoken("BONE MARROW, STERNUM", "ko")
    ('부신: 비대(hypertrophy)', '골수(sternum)')
    """
    if lang == "en":
        return re.sub(r"^GLAND, ([^:,]+)", r"\1 gland", term).capitalize()
    specimen, colon, finding = term.partition(": ")
    return f"{_organ(specimen, lang)}{colon}{with_korean(finding.lower(), lang)}"


def measured(title: str, lang: Lang) -> str:
    """What was measured; in Korean its name, with the source's in brackets.

    Examples
    --------
    >>> measured("Alanine Aminotransferase", "ko"), measured("Liver – weight", "ko")
    ('알라닌아미노전이효소(Alanine Aminotransferase)', '간 – 무게(weight)')
    """
    specimen, dash, test = title.partition(" – ")
    if lang == "en" or not dash:
        return with_korean(title, lang)
    return f"{_organ(specimen.upper(), lang)}{dash}{with_korean(test, lang)}"


def _organ(specimen: str, lang: Lang) -> str:
    """The organ, and in brackets what the specimen says beyond it."""
    organ, written = standards.organ_id(specimen), spoken(specimen)
    label = standards.organ_label(organ, lang)
    if label == organ:
        return written
    plain = standards.organ_label(organ).lower()
    beyond = written.lower().removesuffix(" gland").removeprefix(f"{plain}, ")
    return label if beyond == plain else f"{label}({beyond})"


def control_rank(facts: Facts) -> int:
    """The place of the control group; the first where none is marked."""
    return facts.control.index(True) if True in facts.control else 0


def cut(facts: Facts, settings: Settings) -> Cut:
    """The frames under these settings."""
    from kai_workbench.charts import study_changes

    animals = _animals(facts, settings)
    joined = animals.select("subject", "sex", "rank")
    incidence, ranked = _findings(facts, settings.sex, settings.animals)
    organs = ranked["organ"].unique(maintain_order=True).to_list()
    drawn = ranked.filter(pl.col("organ") == settings.organ) if settings.organ in organs else ranked
    keys = drawn["key"].head(MOST if settings.organ not in organs else 2 * MOST).to_list()
    measures = facts.measures.join(joined, on="subject", how="inner", maintain_order="left")
    category = _category(measures, settings.category)
    mine = measures.filter(pl.col("category") == category)
    latest = mine.sort("day", nulls_last=False).group_by("subject", "test", maintain_order=True).last()
    changes = study_changes(
        latest.select("test", "title", "sex", "rank", "value"), control=control_rank(facts)
    )
    top = changes.sort("rank").group_by("test", maintain_order=True).agg(pl.col("distance").last())
    order = top.sort("distance", descending=True, maintain_order=True)["test"].to_list()
    place = {test: k for k, test in enumerate(order)}
    changes = changes.sort(pl.col("test").replace_strict(place, return_dtype=pl.Int64), "rank")
    known = set(measures["test"].unique())
    test = settings.test if settings.test in known else (order[0] if order else _most_common(mine))
    values = _values(measures.filter(pl.col("test") == test), settings.day)
    first = values.head(1).to_dicts()
    return Cut(
        facts=facts,
        animals=animals,
        incidence=_shown(incidence, keys, len(facts.labels)),
        ranked=ranked,
        weights=facts.weights.join(joined, on="subject", how="inner", maintain_order="left"),
        latest=latest,
        values=values,
        changes=changes,
        category=category,
        test=test,
        title=first[0]["title"] if first else "",
        unit=first[0]["unit"] if first else "",
    )


def _animals(facts: Facts, settings: Settings) -> pl.DataFrame:
    animals = facts.animals.filter(pl.col("rank").is_not_null())
    if settings.sex:
        animals = animals.filter(pl.col("sex") == settings.sex)
    kept = _kept(settings.animals)
    return animals.filter(kept) if animals.filter(kept).height else animals


def _kept(animals: str) -> pl.Expr:
    """Recovery and satellite sets share the doses of the main sets, and must not be counted with them."""
    return pl.col("recovery") if animals == "recovery" else ~pl.col("recovery") & ~pl.col("satellite")


@functools.lru_cache(maxsize=8)
def _findings(facts: Facts, sex: str, animals: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Incidence in these sets, and the findings in order; kept, as the exact test takes its time."""
    found = facts.incidence
    if found.height:
        kept = found.filter(_kept(animals), pl.col("rank").is_not_null())
        found = kept if kept.height else found.filter(pl.col("rank").is_not_null())
        found = found.filter(pl.col("sex") == sex) if sex else found
    return found, _ranked(found, facts, recovery=animals == "recovery")


def _ranked(incidence: pl.DataFrame, facts: Facts, *, recovery: bool) -> pl.DataFrame:
    """Findings by how clearly they grow with the dose, each with its widest difference from the control."""
    if incidence.is_empty():
        return pl.DataFrame(schema=RANKED)
    together = incidence.with_columns(sex=pl.lit(None, pl.String))
    trend = linkage.incidence_trend(together, recovery=recovery).select("organ", "term", "p_increasing")
    cells = incidence.group_by("key", "organ", "term", "rank", maintain_order=True).agg(
        pl.col("affected").sum(), pl.col("examined").sum()
    )
    control = cells.filter(pl.col("rank") == control_rank(facts)).select(
        "key", affected_control="affected", examined_control="examined"
    )
    share, plain = (pl.col(f"affected{one}") / pl.col(f"examined{one}") for one in ("", "_control"))
    treated = cells.filter((pl.col("rank") != control_rank(facts)) & (pl.col("examined") > 0))
    both = treated.join(control, on="key", how="left", maintain_order="left").with_columns(
        pl.col("affected_control").fill_null(0),
        pl.col("examined_control").fill_null(0),
        difference=share - plain.fill_nan(0).fill_null(0),
    )
    # A share of few animals, as of an organ that was looked at only where it seemed ill, decides nothing.
    widest = both.sort(pl.col("difference") * pl.col("examined").sqrt(), "rank", descending=True)
    named = widest.unique("key", keep="first", maintain_order=True).filter(pl.col("affected") > 0)
    return (
        named.join(trend, on=["organ", "term"], how="left", maintain_order="left")
        .sort("p_increasing", nulls_last=True, maintain_order=True)
        .select(list(RANKED))
    )


def _shown(incidence: pl.DataFrame, keys: list[str], groups: int) -> pl.DataFrame:
    """Cells of these findings in this order; the severities of the sexes and sets put together."""
    if not keys:
        return pl.DataFrame()
    cells: dict[tuple[str, int], dict[str, Any]] = {
        (key, rank): {
            "key": key,
            "title": spoken(key),
            "rank": rank,
            "affected": 0,
            "examined": 0,
            "_grades": {},
        }
        for key in keys
        for rank in range(groups)
    }
    for row in incidence.filter(pl.col("key").is_in(keys)).iter_rows(named=True):
        cell = cells[row["key"], row["rank"]]
        cell["affected"] += row["affected"]
        cell["examined"] += row["examined"]
        for grade in row["severity"] or []:
            named = (grade["rank"] or 0, grade["grade"].lower())
            cell["_grades"][named] = cell["_grades"].get(named, 0) + grade["animals"]
    for cell in cells.values():
        graded = sorted(cell.pop("_grades").items())
        cell["grades"] = [{"grade": rank, "label": label, "n": n} for (rank, label), n in graded]
    grades = pl.List(pl.Struct({"grade": pl.Int64, "label": pl.String, "n": pl.Int64}))
    return pl.DataFrame(list(cells.values()), schema_overrides={"grades": grades})


def _category(measures: pl.DataFrame, wanted: str) -> str:
    known = measures["category"].unique(maintain_order=True).to_list()
    choices = [wanted, *_CHEMISTRY, *known]
    return next((one for one in choices if one in known), "")


def _most_common(mine: pl.DataFrame) -> str:
    counted = mine.group_by("test", maintain_order=True).len().sort("len", descending=True)
    return str(counted["test"][0]) if counted.height else ""


def _values(measured: pl.DataFrame, day: float | None) -> pl.DataFrame:
    """The values of that day, or the latest of each animal where it was not measured on that day."""
    on_day = measured.filter(pl.col("day") == day) if day is not None else measured.clear()
    if on_day.height:
        return on_day
    return measured.sort("day", nulls_last=False).group_by("subject", maintain_order=True).last()
