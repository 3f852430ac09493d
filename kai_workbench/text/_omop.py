"""OMOP: what its tables are called, what is wrong with a database, and what is checked in it."""

from ._say import Phrase

_TABLES = {
    "person": ("Persons", "환자"),
    "observation_period": ("Observation periods", "관찰 기간"),
    "visit_occurrence": ("Visits", "방문"),
    "visit_detail": ("Details of visits", "방문 상세"),
    "condition_occurrence": ("Conditions", "진단"),
    "drug_exposure": ("Drug exposures", "약물 노출"),
    "procedure_occurrence": ("Procedures", "시술·처치"),
    "device_exposure": ("Device exposures", "의료기기 사용"),
    "measurement": ("Measurements", "검사·측정"),
    "observation": ("Observations", "관찰 사항"),
    "death": ("Deaths", "사망"),
    "note": ("Notes", "임상 기록"),
    "note_nlp": ("Terms found in notes", "임상 기록 자연어 처리"),
    "specimen": ("Specimens", "검체"),
    "fact_relationship": ("Relations between records", "기록 간 관계"),
    "location": ("Locations", "지역"),
    "care_site": ("Care sites", "의료기관·부서"),
    "provider": ("Providers", "의료진"),
    "payer_plan_period": ("Periods of insurance", "보험 가입 기간"),
    "cost": ("Costs", "비용"),
    "drug_era": ("Drug eras", "약물 노출 기간"),
    "dose_era": ("Dose eras", "용량 유지 기간"),
    "condition_era": ("Condition eras", "질환 기간"),
    "episode": ("Episodes", "질병·치료 에피소드"),
    "episode_event": ("Events of episodes", "에피소드 사건"),
    "metadata": ("Metadata", "메타데이터"),
    "cdm_source": ("About the data", "데이터 출처"),
    "concept": ("Concepts", "개념"),
    "vocabulary": ("Vocabularies", "용어체계"),
    "domain": ("Domains", "도메인"),
    "concept_class": ("Classes of concepts", "개념 분류"),
    "concept_relationship": ("Relations between concepts", "개념 간 관계"),
    "relationship": ("Kinds of relation", "관계 유형"),
    "concept_synonym": ("Synonyms of concepts", "개념 동의어"),
    "concept_ancestor": ("Ancestors of concepts", "개념 상하위 관계"),
    "source_to_concept_map": ("Local codes to concepts", "원천 코드 매핑"),
    "drug_strength": ("Strengths of drugs", "약물 함량"),
    "cohort": ("Cohorts", "코호트"),
    "cohort_definition": ("Definitions of cohorts", "코호트 정의"),
    "attribute_definition": ("Definitions of attributes", "속성 정의"),
}

PHRASES = {
    **{f"omop.table.{name}": Phrase(en, ko) for name, (en, ko) in _TABLES.items()},
    "omop.none": Phrase("not told", "정보 없음"),
    "omop.sex.male": Phrase("male", "남성"),
    "omop.sex.female": Phrase("female", "여성"),
    "omop.sex.other": Phrase("other or unknown", "기타·미상"),
    "omop.fact.standard": Phrase("Standard", "표준"),
    "omop.fact.source": Phrase("Source", "출처"),
    "omop.fact.vocabulary": Phrase("Vocabulary", "용어체계 버전"),
    "omop.fact.persons": Phrase("Persons", "환자 수"),
    "omop.fact.period": Phrase("Under observation", "관찰 기간"),
    "omop.fact.empty": Phrase("Without rows", "행 없음"),
    "omop.fact.missing": Phrase("Not there", "없는 표"),
    "omop.problem.missing_table": Phrase(
        "This table of the common data model is not there.", "공통데이터모델의 이 표가 없습니다."
    ),
    "omop.problem.missing_required_table": Phrase(
        "This table is required by the common data model and is not there: most questions need it.",
        "공통데이터모델의 필수 표가 없습니다. 대부분의 질의에 필요한 표입니다.",
    ),
    "omop.problem.missing_column": Phrase(
        "This published column is not there; it is read as empty.",
        "표준에 있는 열이 없어 빈 값으로 읽습니다.",
    ),
    "omop.problem.extra_column": Phrase(
        "This column is not published; it is left out of the frame and reached by a query.",
        "표준에 없는 열입니다. 프레임에서 제외되며 질의로 볼 수 있습니다.",
    ),
    "omop.problem.not_omop": Phrase(
        "This table is none of the common data model; it is left out.",
        "공통데이터모델에 없는 표라서 제외했습니다.",
    ),
    "omop.problem.stored_as_text": Phrase(
        "Kept as text ({stored}), published as {published}; it is read as published.",
        "텍스트({stored})로 저장되어 있습니다. 표준 형식({published})으로 읽습니다.",
    ),
    "omop.problem.type_differs": Phrase(
        "Kept as {stored}, published as {published}; it is read as published.",
        "{stored} 형식으로 저장되어 있습니다. 표준 형식({published})으로 읽습니다.",
    ),
    "omop.problem.header_as_row": Phrase(
        "The column names were loaded as a row; that row is left out.",
        "열 이름이 행으로 적재되어 있어 그 행을 제외했습니다.",
    ),
    "omop.problem.several_places": Phrase(
        "The table lies in several places ({places}); {chosen} is read. Name another with schema=.",
        "같은 표가 여러 곳에 있습니다 ({places}). {chosen}을(를) 읽습니다. 다른 곳은 schema=로 지정하십시오.",
    ),
    "omop.problem.broken_file": Phrase(
        "The file {file} cannot be read ({reason}); the other tables are.",
        "{file} 파일을 읽을 수 없습니다 ({reason}). 다른 표는 읽습니다.",
    ),
    "omop.problem.version_from_columns": Phrase(
        "No version is told; by its columns this is {version}.",
        "버전 정보가 없습니다. 열 구성으로 보아 {version} 버전입니다.",
    ),
    "omop.problem.version_unknown": Phrase(
        'The version told ("{told}") is neither 5.3 nor 5.4; it is read as {version}.',
        "적힌 버전('{told}')이 5.3도 5.4도 아니어서 {version} 버전으로 읽습니다.",
    ),
    "omop.problem.version_contradicts": Phrase(
        'The version told ("{told}") is followed, though the columns look like {version}.',
        "적힌 버전('{told}')을 따랐으나 열 구성은 {version} 버전에 가깝습니다.",
    ),
    "error.omop_none": Phrase(
        "No table of the OMOP common data model is found here. Give the DuckDB file, the folder of tables, "
        "or the database (and its schema) that holds PERSON.",
        "OMOP 공통데이터모델의 표가 없습니다. PERSON 표가 든 DuckDB 파일, 표 폴더 또는 데이터베이스(와 스키마)를 "
        "지정하십시오.",
    ),
    "error.omop_no_table": Phrase(
        'This database has no table "{table}". It has: {tables}. Choose one of these.',
        "이 데이터베이스에 '{table}' 표가 없습니다. 있는 표: {tables}. 이 중에서 고르십시오.",
    ),
    "error.omop_not_duckdb": Phrase(
        "This file is no DuckDB database that can be read here ({reason}). "
        "Export its tables to Parquet and give the folder.",
        "여기서 읽을 수 있는 DuckDB 데이터베이스가 아닙니다 ({reason}). "
        "표를 파케이로 내보내고 그 폴더를 지정하십시오.",
    ),
    "error.omop_in_use": Phrase(
        "Another program is writing to this database ({reason}). Close it, or give a copy of the file.",
        "다른 프로그램이 이 데이터베이스에 쓰고 있습니다 ({reason}). 그 프로그램을 닫거나 파일의 사본을 지정하십시오.",
    ),
    "error.omop_no_driver": Phrase(
        'Reading PostgreSQL needs one more package. Run: pip install "kai-workbench[omop]"',
        'PostgreSQL을 읽으려면 패키지가 더 필요합니다. 다음을 실행하십시오: pip install "kai-workbench[omop]"',
    ),
    "error.omop_no_server": Phrase(
        "The database server does not let us in ({reason}). Check host, port, database, user and password.",
        "데이터베이스 서버에 접속할 수 없습니다 ({reason}). 호스트, 포트, 데이터베이스, 사용자, 비밀번호를 확인하십시오.",
    ),
    "error.omop_not_a_question": Phrase(
        'Only one question can be asked, beginning with SELECT or WITH, not "{sql}". '
        "The database is open for reading only.",
        "SELECT나 WITH로 시작하는 질의 하나만 할 수 있습니다 ('{sql}'은(는) 안 됩니다). "
        "데이터베이스는 읽기 전용으로 열려 있습니다.",
    ),
    "error.omop_bad_query": Phrase(
        "The database does not understand or refuses the question ({reason}). Correct it and ask again.",
        "데이터베이스가 질의를 이해하지 못하거나 거부했습니다 ({reason}). 고쳐서 다시 질의하십시오.",
    ),
    "error.omop_read_only": Phrase(
        "The question would change the database ({reason}); it is open for reading only. Ask with SELECT.",
        "데이터베이스를 바꾸려는 질의입니다 ({reason}). 읽기 전용으로 열려 있으니 SELECT로 질의하십시오.",
    ),
    "error.omop_timeout": Phrase(
        "The question took longer than {seconds:g} s and was stopped. "
        "Ask for fewer columns or rows, or open the database with a longer timeout=.",
        "질의가 {seconds:g}초를 넘어 중단했습니다. "
        "열이나 행을 줄이거나 timeout=을 늘려 데이터베이스를 다시 여십시오.",
    ),
    "error.omop_gone": Phrase(
        "The database went away after {rows} rows of the answer ({reason}). "
        "What had arrived is kept apart (partial) and is not the answer. Ask again when it is back.",
        "답을 {rows}행까지 받은 뒤 데이터베이스 연결이 끊어졌습니다 ({reason}). "
        "받은 데까지는 따로 보관했으며(partial) 완전한 답이 아닙니다. 복구된 뒤 다시 질의하십시오.",
    ),
    "error.omop_unreadable": Phrase(
        '{values} value(s) are no {type}, for example "{example}" ({columns} column(s) of this table are so). '
        "Have them mended at the source, or open with lenient=True to read them as missing.",
        "값 {values}개가 {type} 형식이 아닙니다 (예: '{example}', 이 표의 열 {columns}개). "
        "원천에서 고치거나 lenient=True로 열어 빈 값으로 읽으십시오.",
    ),
    "dqd.threshold.field": Phrase(
        "OHDSI DataQualityDashboard, thresholds by field, CDM {version}",
        "OHDSI DataQualityDashboard 필드별 기준, CDM {version}",
    ),
    "dqd.threshold.concept": Phrase(
        "OHDSI DataQualityDashboard, thresholds by concept, CDM 5.4",
        "OHDSI DataQualityDashboard 개념별 기준, CDM 5.4",
    ),
    "dqd.threshold.units": Phrase(
        "KAI Workbench: the DataQualityDashboard's threshold for implausible units of this concept",
        "KAI Workbench: 이 개념의 부적절한 단위에 대한 DataQualityDashboard 기준을 적용",
    ),
    "dqd.threshold.told": Phrase(
        "KAI Workbench: told, not judged", "KAI Workbench: 알리기만 하고 판정하지 않음"
    ),
    "dqd.threshold.given": Phrase("Given by whoever ran the check", "검사 실행자가 지정"),
    "dqd.reason.optional_table": Phrase(
        "The table is not there; the data model does not require it.", "표가 없으나 필수 표가 아닙니다."
    ),
    "dqd.reason.no_table": Phrase("The table is not there.", "표가 없습니다."),
    "dqd.reason.needs": Phrase(
        "{table} is not there or holds no rows, so nothing can be compared with it.",
        "{table} 표가 없거나 비어 있어 비교할 수 없습니다.",
    ),
    "dqd.reason.first_rows": Phrase(
        "{shown} of {count} failing records are listed.", "실패한 기록 {count}건 중 {shown}건을 나열합니다."
    ),
    "dqd.title.cdmTable": Phrase("{table} is there", "{table} 표가 있음"),
    "dqd.title.cdmField": Phrase("{table} has the column {field}", "{table}에 {field} 열이 있음"),
    "dqd.title.isRequired": Phrase("{table}.{field} is never empty", "{table}.{field}은(는) 비어 있지 않음"),
    "dqd.title.cdmDatatype": Phrase(
        "{table}.{field} holds values of type {argument}", "{table}.{field}의 값이 {argument} 형식임"
    ),
    "dqd.title.isPrimaryKey": Phrase("{table}.{field} is unique", "{table}.{field}의 값이 중복되지 않음"),
    "dqd.title.isForeignKey": Phrase(
        "{table}.{field} is found in {argument}", "{table}.{field}의 값이 {argument}에 있음"
    ),
    "dqd.title.fkDomain": Phrase(
        "Concepts of {table}.{field} are of the domain {argument}",
        "{table}.{field}의 개념이 {argument} 도메인에 속함",
    ),
    "dqd.title.fkClass": Phrase(
        "Concepts of {table}.{field} are of the class {argument}",
        "{table}.{field}의 개념이 {argument} 분류에 속함",
    ),
    "dqd.title.isStandardValidConcept": Phrase(
        "Concepts of {table}.{field} are standard and valid", "{table}.{field}의 개념이 유효한 표준 개념임"
    ),
    "dqd.title.measureValueCompleteness": Phrase(
        "{table}.{field} has a value", "{table}.{field}에 값이 있음"
    ),
    "dqd.title.standardConceptRecordCompleteness": Phrase(
        "{table}.{field} is mapped to a standard concept", "{table}.{field}이(가) 표준 개념으로 매핑됨"
    ),
    "dqd.title.sourceConceptRecordCompleteness": Phrase(
        "{table}.{field} is mapped to a source concept", "{table}.{field}이(가) 원천 개념으로 매핑됨"
    ),
    "dqd.title.sourceValueCompleteness": Phrase(
        "Every source value of {table}.{field} is mapped ({argument})",
        "{table}.{field}의 원천 값이 모두 매핑됨 ({argument})",
    ),
    "dqd.title.plausibleValueLow": Phrase(
        "{table}.{field} is not below {argument}", "{table}.{field}이(가) {argument} 이상임"
    ),
    "dqd.title.plausibleValueHigh": Phrase(
        "{table}.{field} is not above {argument}", "{table}.{field}이(가) {argument} 이하임"
    ),
    "dqd.title.plausibleStartBeforeEnd": Phrase(
        "{table}.{field} is not after {argument}", "{table}.{field}이(가) {argument}보다 늦지 않음"
    ),
    "dqd.title.plausibleTemporalAfter": Phrase(
        "{table}.{field} is not before {argument}", "{table}.{field}이(가) {argument}보다 이르지 않음"
    ),
    "dqd.title.plausibleAfterBirth": Phrase(
        "{table}.{field} is not before birth", "{table}.{field}이(가) 출생보다 이르지 않음"
    ),
    "dqd.title.plausibleBeforeDeath": Phrase(
        "{table}.{field} is not later than 60 days after death", "{table}.{field}이(가) 사망 60일 이후가 아님"
    ),
    "dqd.title.plausibleDuringLife": Phrase(
        "{table}.{field} is not later than 60 days after death", "{table}.{field}이(가) 사망 60일 이후가 아님"
    ),
    "dqd.title.withinVisitDates": Phrase(
        "{table}.{field} lies within 7 days of its visit", "{table}.{field}이(가) 해당 방문의 전후 7일 이내임"
    ),
    "dqd.title.plausibleGender": Phrase(
        "Who has “{concept}” is {gender}", "'{concept}' 기록이 있는 환자의 성별이 {gender}임"
    ),
    "dqd.title.plausibleGenderUseDescendants": Phrase(
        "Who has a concept below {concepts} is {gender}",
        "{concepts}의 하위 개념 기록이 있는 환자의 성별이 {gender}임",
    ),
    "dqd.title.plausibleUnitConceptIds": Phrase(
        "Units of “{concept}” are plausible", "'{concept}'의 단위가 타당함"
    ),
    "dqd.title.unitMissing": Phrase(
        "Numeric values of “{concept}” have a unit", "'{concept}'의 수치에 단위가 있음"
    ),
    "dqd.title.unitUnmapped": Phrase(
        "The units that the source gives for “{concept}” are mapped", "'{concept}'의 원천 단위가 매핑됨"
    ),
    "dqd.title.unitMissingOverall": Phrase(
        "Numeric measurements have a unit", "수치로 된 검사 결과에 단위가 있음"
    ),
    "dqd.title.plausibleValueLowOfConcept": Phrase(
        "“{concept}” in the unit {unit} is not below {argument}",
        "'{concept}'(단위 {unit})이(가) {argument} 이상임",
    ),
    "dqd.title.plausibleValueHighOfConcept": Phrase(
        "“{concept}” in the unit {unit} is not above {argument}",
        "'{concept}'(단위 {unit})이(가) {argument} 이하임",
    ),
}
