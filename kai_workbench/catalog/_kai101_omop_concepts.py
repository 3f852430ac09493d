"""Columns of the OMOP tables and the concepts that KAI-101's hospital uses.

What is measured, given or diagnosed are local concepts, numbered from 2,000,000,001 as OMOP asks of
a site's own. Sex, race, ethnicity, kinds of visits and where a record comes from are OHDSI's own
concepts, free of any licence. No licensed vocabulary is in the table.
"""

from __future__ import annotations

import polars as pl

VOCABULARY = "KAI101"
LOCAL = 2_000_000_000
VERSION = "KAI101 local vocabulary, version 1"

# Kind, code, name; the number of a local concept is its place.
_LOCAL = (
    ("Condition", "C-TUMOR", "Advanced solid tumor"),
    ("Condition", "C-NEUTROPENIA", "Neutrophil count decreased"),
    ("Condition", "C-ALT", "Alanine aminotransferase increased"),
    ("Condition", "C-HYPERTENSION", "High blood pressure"),
    ("Condition", "C-DIABETES", "Diabetes of the adult"),
    ("Condition", "C-NAUSEA", "Nausea"),
    ("Condition", "C-DIARRHEA", "Diarrhea"),
    ("Condition", "C-FATIGUE", "Fatigue"),
    ("Condition", "C-HEADACHE", "Headache"),
    ("Condition", "C-COUGH", "Cough"),
    ("Drug", "D-KAI101", "KAI-101 oral tablet"),
    ("Drug", "D-STANDARD", "Standard therapy oral tablet"),
    ("Drug", "D-PRESSURE", "Tablet against high blood pressure"),
    ("Drug", "D-SUGAR", "Tablet against diabetes"),
    ("Measurement", "ALT", "Alanine aminotransferase in serum"),
    ("Measurement", "AST", "Aspartate aminotransferase in serum"),
    ("Measurement", "ALP", "Alkaline phosphatase in serum"),
    ("Measurement", "BILI", "Bilirubin in serum"),
    ("Measurement", "ALB", "Albumin in serum"),
    ("Measurement", "CREAT", "Creatinine in serum"),
    ("Measurement", "NEUT", "Neutrophils in blood"),
    ("Measurement", "LYM", "Lymphocytes in blood"),
    ("Measurement", "HGB", "Hemoglobin in blood"),
    ("Measurement", "PLAT", "Platelets in blood"),
    ("Unit", "U/L", "unit per liter"),
    ("Unit", "umol/L", "micromole per liter"),
    ("Unit", "g/L", "gram per liter"),
    ("Unit", "10*9/L", "billion per liter"),
    ("Route", "ORAL", "by mouth"),
)
CONCEPT = {code: LOCAL + number for number, (_, code, _) in enumerate(_LOCAL, 1)}
_OHDSI = (
    (0, "No matching concept", "Metadata", "None", "Undefined", "No matching concept"),
    (8507, "MALE", "Gender", "Gender", "Gender", "M"),
    (8532, "FEMALE", "Gender", "Gender", "Gender", "F"),
    (8515, "Asian", "Race", "Race", "Race", "2"),
    (8516, "Black or African American", "Race", "Race", "Race", "3"),
    (8527, "White", "Race", "Race", "Race", "5"),
    (38003563, "Hispanic or Latino", "Ethnicity", "Ethnicity", "Ethnicity", "Hispanic"),
    (38003564, "Not Hispanic or Latino", "Ethnicity", "Ethnicity", "Ethnicity", "Not Hispanic"),
    (9202, "Outpatient Visit", "Visit", "Visit", "Visit", "OP"),
    (32817, "EHR", "Type Concept", "Type Concept", "Type Concept", "OMOP4976890"),
)
SEX = {"M": 8507, "F": 8532}
RACE = {"ASIAN": 8515, "BLACK OR AFRICAN AMERICAN": 8516, "WHITE": 8527}
ETHNICITY = {"HISPANIC OR LATINO": 38003563, "NOT HISPANIC OR LATINO": 38003564}
OUTPATIENT, FROM_RECORDS = 9202, 32817

COLUMNS = {
    "person": "person_id gender_concept_id year_of_birth month_of_birth day_of_birth birth_datetime "
    "race_concept_id ethnicity_concept_id location_id provider_id care_site_id person_source_value "
    "gender_source_value gender_source_concept_id race_source_value race_source_concept_id "
    "ethnicity_source_value ethnicity_source_concept_id",
    "observation_period": "observation_period_id person_id observation_period_start_date "
    "observation_period_end_date period_type_concept_id",
    "visit_occurrence": "visit_occurrence_id person_id visit_concept_id visit_start_date "
    "visit_start_datetime visit_end_date visit_end_datetime visit_type_concept_id provider_id care_site_id "
    "visit_source_value visit_source_concept_id admitted_from_concept_id admitted_from_source_value "
    "discharged_to_concept_id discharged_to_source_value preceding_visit_occurrence_id",
    "condition_occurrence": "condition_occurrence_id person_id condition_concept_id condition_start_date "
    "condition_start_datetime condition_end_date condition_end_datetime condition_type_concept_id "
    "condition_status_concept_id stop_reason provider_id visit_occurrence_id visit_detail_id "
    "condition_source_value condition_source_concept_id condition_status_source_value",
    "drug_exposure": "drug_exposure_id person_id drug_concept_id drug_exposure_start_date "
    "drug_exposure_start_datetime drug_exposure_end_date drug_exposure_end_datetime verbatim_end_date "
    "drug_type_concept_id stop_reason refills quantity days_supply sig route_concept_id lot_number "
    "provider_id visit_occurrence_id visit_detail_id drug_source_value drug_source_concept_id "
    "route_source_value dose_unit_source_value",
    "measurement": "measurement_id person_id measurement_concept_id measurement_date measurement_datetime "
    "measurement_time measurement_type_concept_id operator_concept_id value_as_number "
    "value_as_concept_id unit_concept_id range_low range_high provider_id visit_occurrence_id "
    "visit_detail_id measurement_source_value measurement_source_concept_id unit_source_value "
    "unit_source_concept_id value_source_value measurement_event_id meas_event_field_concept_id",
    "death": "person_id death_date death_datetime death_type_concept_id cause_concept_id "
    "cause_source_value cause_source_concept_id",
    "cdm_source": "cdm_source_name cdm_source_abbreviation cdm_holder source_description "
    "source_documentation_reference cdm_etl_reference source_release_date cdm_release_date cdm_version "
    "cdm_version_concept_id vocabulary_version",
    "concept": "concept_id concept_name domain_id vocabulary_id concept_class_id standard_concept "
    "concept_code valid_start_date valid_end_date invalid_reason",
}  # fmt: skip
_NUMBERS = {"value_as_number", "range_low", "range_high", "quantity"}
_INTEGERS = {
    "year_of_birth",
    "month_of_birth",
    "day_of_birth",
    "refills",
    "days_supply",
    "measurement_event_id",
}


def omop_type(column: str) -> type[pl.DataType]:
    """The type of an OMOP column, told by its name; the texts among the ``_id`` belong to ``concept``."""
    if column in _NUMBERS:
        return pl.Float64
    if column in {"domain_id", "vocabulary_id", "concept_class_id"}:
        return pl.String
    if column.endswith("_id") or column in _INTEGERS:
        return pl.Int64
    if column.endswith("_date"):
        return pl.Date
    return pl.Datetime if column.endswith("_datetime") else pl.String


def concepts() -> list[dict[str, object]]:
    """Rows of the concept table."""
    rows: list[dict[str, object]] = [
        {
            "concept_id": number, "concept_name": name, "domain_id": domain, "vocabulary_id": vocabulary,
            "concept_class_id": kind, "standard_concept": "S" if number else None, "concept_code": code,
        }
        for number, name, domain, vocabulary, kind, code in _OHDSI
    ]  # fmt: skip
    rows += [
        {
            "concept_id": CONCEPT[code], "concept_name": f"{name} (synthetic)", "domain_id": domain,
            "vocabulary_id": VOCABULARY, "concept_class_id": domain, "standard_concept": "S",
            "concept_code": code,
        }
        for domain, code, name in _LOCAL
    ]  # fmt: skip
    return rows
