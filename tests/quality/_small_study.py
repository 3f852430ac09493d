"""A small SEND study in which nothing is wrong, and the means to plant an error in it."""

from __future__ import annotations

import polars as pl

from kai_workbench import standards

SETS = {
    "1": ("0", "NON-TK"),
    "2": ("10", "NON-TK"),
    "2TK": ("10", "TK"),
    "3": ("100", "NON-TK"),
    "3TK": ("100", "TK"),
}
ANIMALS = {f"S-{code}{i}": code for code in SETS for i in (1, 2)}


def clean():
    """Domains of a study that passes every check of our own."""
    subjects = list(ANIMALS)
    doses = [float(SETS[code][0]) for code in ANIMALS.values()]
    given = [animal for animal in subjects if "TK" in ANIMALS[animal]]
    exposures = [float(SETS[ANIMALS[animal]][0]) * 37 for animal in given]
    parameters = {
        code: {
            "TRTDOS": dose,
            "TRTDOSU": "mg/kg",
            "TKDESC": kind,
            "GRPLBL": f"Group {code}",
            "ARMCD": code[0],
        }
        for code, (dose, kind) in SETS.items()
    }
    told = [(code, name, value) for code, one in parameters.items() for name, value in one.items()]
    return {
        "TS": frame("TS", TSSEQ=[1.0, 1.0], TSPARMCD=["SNDIGVER", "SPECIES"], TSPARM=["Version", "Species"],
                    TSVAL=["SEND Implementation Guide Version 3.1", "RAT"]),
        "DM": frame("DM", USUBJID=subjects, SUBJID=[one[2:] for one in subjects], RFSTDTC="2020-01-01",
                    SEX="M", ARMCD=[code[0] for code in ANIMALS.values()], SETCD=list(ANIMALS.values())),
        "TA": frame("TA", ARMCD=["1", "2", "3"], ARM=["Control", "Low", "High"], TAETORD=1.0, ETCD="E",
                    ELEMENT="E", EPOCH="TREATMENT"),
        "TE": frame("TE", ETCD=["E"], ELEMENT="E", TESTRL="first dose", TEENRL="last dose"),
        "TX": frame("TX", SETCD=[one[0] for one in told], SET=[one[0] for one in told],
                    TXSEQ=[float(i) for i in range(1, len(told) + 1)], TXPARMCD=[one[1] for one in told],
                    TXPARM=[one[1] for one in told], TXVAL=[one[2] for one in told]),
        "EX": frame("EX", USUBJID=subjects, EXSEQ=1.0, EXTRT="DRUG", EXDOSE=doses, EXDOSU="mg/kg",
                    EXDOSFRM="SOLUTION", EXDOSFRQ="QD", EXROUTE="ORAL GAVAGE",
                    EXSTDTC="2020-01-01", EXLOT="L"),
        "BW": frame("BW", USUBJID=subjects, BWSEQ=1.0, BWTESTCD="BW", BWTEST="Body Weight", BWORRES="250",
                    BWORRESU="g", BWSTRESC="250", BWSTRESN=250.0, BWSTRESU="g", BWDTC="2020-01-01"),
        "MI": frame("MI", USUBJID=subjects * 2, MISEQ=[1.0] * 10 + [2.0] * 10, MITESTCD="GHISTXAM",
                    MITEST="General Histopathologic Exam, Qual", MIORRES="Unremarkable",
                    MISTRESC="UNREMARKABLE", MISPEC=["LIVER"] * 10 + ["KIDNEY"] * 10,
                    MISEV=["1 OF 5", "2 OF 5"] * 10, MIDTC="2020-02-01"),
        "POOLDEF": pl.DataFrame({"STUDYID": "S", "POOLID": "P1", "USUBJID": given[:2]}),
        "PP": frame("PP", USUBJID=given, POOLID="", PPSEQ=1.0, PPTESTCD="AUCLST", PPTEST="AUC to Last",
                    PPCAT="DRUG", PPORRES=[str(one) for one in exposures], PPORRESU="h*ng/mL",
                    PPSTRESC=[str(one) for one in exposures], PPSTRESN=exposures, PPSTRESU="h*ng/mL",
                    PPSPEC="PLASMA", PPRFTDTC="2020-01-01"),
        "SUPPMI": pl.DataFrame(
            {"STUDYID": "S", "RDOMAIN": "MI", "USUBJID": subjects[:1], "IDVAR": "MISEQ", "IDVARVAL": "1",
             "QNAM": "NOTE", "QLABEL": "Note", "QVAL": "x", "QORIG": "COLLECTED", "QEVAL": ""}
        ),
        "RELREC": pl.DataFrame(
            {"STUDYID": "S", "RDOMAIN": ["BW", "MI"], "USUBJID": subjects[0], "IDVAR": ["BWSEQ", "MISEQ"],
             "IDVARVAL": "1", "RELTYPE": "", "RELID": "1"}
        ),
    }  # fmt: skip


def frame(domain, **columns):
    height = max(len(values) for values in columns.values() if isinstance(values, list))
    filled = {
        name: values if isinstance(values, list) else [values] * height for name, values in columns.items()
    }
    return pl.DataFrame({"STUDYID": ["S"] * height, "DOMAIN": [domain] * height, **filled})


def change(domains, name, variable, value, *, row=1):
    """The domains with one value changed (``row`` counts from 1)."""
    held = domains[name]
    marked = pl.int_range(1, pl.len() + 1) == row
    new = pl.when(marked).then(pl.lit(value, dtype=held.schema[variable])).otherwise(pl.col(variable))
    return domains | {name: held.with_columns(new.alias(variable))}


def more(domains, name, row, **values):
    """The domains with a record like another (``row`` counts from 1) added."""
    copied = (
        domains[name]
        .slice(row - 1, 1)
        .with_columns(
            pl.lit(value, dtype=domains[name].schema[variable]).alias(variable)
            for variable, value in values.items()
        )
    )
    return domains | {name: pl.concat([domains[name], copied])}


def opened(domains, folder):
    """The study, written as SAS transport files and opened."""
    folder.mkdir(exist_ok=True)
    for name, held in domains.items():
        standards.write_xpt(held, folder / f"{name.lower()}.xpt", name=name)
    return standards.open_study(folder)
