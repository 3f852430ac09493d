"""Names and observation classes of the domains of SEND and SDTM."""

from __future__ import annotations

from collections.abc import Iterable

# SENDIG 3.1.1 and SDTMIG 3.4, section 2.6 and the headings of section 6 and 7.
_LABELS = {
    "INTERVENTIONS": """AG Procedure Agents;CM Concomitant/Prior Medications;EC Exposure as Collected;
        EX Exposure;
        ML Meal Data;PR Procedures;SU Substance Use""",
    "EVENTS": """AE Adverse Events;BE Biospecimen Events;CE Clinical Events;DS Disposition;
        DV Protocol Deviations;HO Healthcare Encounters;MH Medical History""",
    "FINDINGS": """BG Body Weight Gain;BS Biospecimen Findings;BW Body Weights;CL Clinical Observations;
        CP Cell Phenotype Findings;CV Cardiovascular System Findings;DA Product Accountability;
        DD Death Details;EG ECG Test Results;FT Functional Tests;FW Food and Water Consumption;
        GF Genomics Findings;IE Inclusion/Exclusion Criteria Not Met;
        IS Immunogenicity Specimen Assessments;LB Laboratory Test Results;MA Macroscopic Findings;
        MB Microbiology Specimen;MI Microscopic Findings;MK Musculoskeletal System Findings;
        MS Microbiology Susceptibility;NV Nervous System Findings;OE Ophthalmic Examinations;
        OM Organ Measurements;PC Pharmacokinetics Concentrations;PE Physical Examination;
        PM Palpable Masses;PP Pharmacokinetics Parameters;QS Questionnaires;
        RE Respiratory System Findings;RP Reproductive System Findings;
        RS Disease Response and Clin Classification;SC Subject Characteristics;SS Subject Status;
        TF Tumor Findings;TR Tumor/Lesion Results;TU Tumor/Lesion Identification;
        UR Urinary System Findings;VS Vital Signs""",
    "FINDINGS ABOUT": """FA Findings About Events or Interventions;SR Skin Response""",
    "SPECIAL PURPOSE": """CO Comments;DM Demographics;SE Subject Elements;
        SM Subject Disease Milestones;SV Subject Visits""",
    "TRIAL DESIGN": """TA Trial Arms;TD Trial Disease Assessments;TE Trial Elements;
        TI Trial Inclusion/Exclusion Criteria;TM Trial Disease Milestones;TS Trial Summary;
        TV Trial Visits;TX Trial Sets""",
    "STUDY REFERENCE": """DI Device Identifiers;OI Non-host Organism Identifiers""",
    "RELATIONSHIP": """POOLDEF Pool Definition;RELREC Related Records;RELREF Related Specimens;
        RELSPEC Related Specimens;RELSUB Related Subjects""",
}
_KNOWN = {
    name: (kind, label.strip())
    for kind, told in _LABELS.items()
    for name, _, label in (one.strip().partition(" ") for one in told.split(";"))
}
DOMAINS = frozenset(_KNOWN)


def domain_class(name: str, columns: Iterable[str] = (), prefix: str = "") -> str | None:
    """Observation class of a domain; of one unknown, what its variables speak for.

    Examples
    --------
    >>> domain_class("LB"), domain_class("SUPPLB"), domain_class("XX", ["XXTESTCD"], "XX")
    ('FINDINGS', 'RELATIONSHIP', 'FINDINGS')
    """
    if name in _KNOWN:
        return _KNOWN[name][0]
    if name.startswith(("SUPP", "SQ")):
        return "RELATIONSHIP"
    if name[:2] in _KNOWN and name[2:] and prefix == name[:2]:  # a domain split over several data sets
        return _KNOWN[name[:2]][0]
    held = set(columns)
    for kind, topic in (("FINDINGS", "TESTCD"), ("EVENTS", "TERM"), ("INTERVENTIONS", "TRT")):
        if prefix and prefix + topic in held:
            return kind
    return None


def domain_label(name: str) -> str:
    """What the implementation guides call a domain; empty where it is not theirs."""
    return _KNOWN[name][1] if name in _KNOWN else ""
