"""The quality table: what was checked, what failed, and why something was not evaluated."""

from ._say import Phrase

PHRASES = {
    "error.left_out_domain": Phrase(
        "The quality table tells of the domain {domain}, which this study does not have. "
        "Give the table that check_study made of this study.",
        "품질 표에 이 시험에 없는 {domain} 도메인이 있습니다. 이 시험을 check_study로 검사한 표를 주십시오.",
    ),
    "error.left_out_unlisted": Phrase(
        "{failures} records fail, but the table lists {listed} of them by number, so not all can be left out. "
        "Mend the data first, or choose checks that list every record.",
        "레코드 {failures}개가 실패했지만 표에 번호가 있는 것은 {listed}개여서 모두 제외할 수 없습니다. "
        "먼저 자료를 고치거나, 모든 레코드를 나열하는 검사를 고르십시오.",
    ),
    "quality.status.failed": Phrase("failed", "실패"),
    "quality.status.passed": Phrase("passed", "통과"),
    "quality.status.not_evaluated": Phrase("not evaluated", "평가하지 않음"),
    "quality.status.not_applicable": Phrase("not applicable", "해당 없음"),
    "quality.category.conformance": Phrase("conformance", "적합성"),
    "quality.category.completeness": Phrase("completeness", "완전성"),
    "quality.category.plausibility": Phrase("plausibility", "타당성"),
    "quality.threshold.core": Phrase(
        "CDISC CORE ({references}): no record may break a rule",
        "CDISC CORE ({references}): 규칙을 어긴 기록이 없어야 함",
    ),
    "quality.reason.usdm": Phrase(
        "The rule is for study definitions (USDM), not for data sets.",
        "데이터셋이 아니라 시험 정의(USDM)에 대한 규칙입니다.",
    ),
    "quality.reason.kind": Phrase(
        'Rules of the kind "{what}" are not evaluated here.',
        "'{what}' 종류의 규칙은 여기서 평가하지 않습니다.",
    ),
    "quality.reason.operator": Phrase(
        'The operator "{what}" is not known here.', "'{what}' 연산자는 여기서 지원하지 않습니다."
    ),
    "quality.reason.operation": Phrase(
        'The operation "{what}" needs what is not here (a model of the standard, terminology versions).',
        "'{what}' 연산에 필요한 정보(표준 모델, 용어집 버전)가 없습니다.",
    ),
    "quality.reason.option": Phrase(
        'The option "{what}" is not known here.', "'{what}' 옵션은 여기서 지원하지 않습니다."
    ),
    "quality.reason.join": Phrase(
        "Records joined through {what} are not evaluated here.",
        "{what}(으)로 이어지는 기록은 여기서 평가하지 않습니다.",
    ),
    "quality.reason.shape": Phrase(
        '"{what}" has no values to compare with.', "'{what}'에 비교할 값이 없습니다."
    ),
    "quality.reason.terminology": Phrase(
        'The code list "{what}" is not here.', "'{what}' 코드 목록이 없습니다."
    ),
    "quality.reason.variables": Phrase(
        "No published list of variables is here for {what}.", "{what}의 공개된 변수 목록이 없습니다."
    ),
    "quality.reason.metadata": Phrase(
        'The file does not tell "{what}".', "파일에서 '{what}' 정보를 알 수 없습니다."
    ),
    "quality.reason.lacks": Phrase("The study does not have: {what}.", "시험에 다음이 없습니다: {what}."),
    "quality.reason.scope": Phrase(
        "No data set of the study is in the rule's scope.", "규칙의 적용 범위에 드는 데이터셋이 없습니다."
    ),
    "quality.reason.no_records": Phrase("The data set has no records.", "데이터셋에 기록이 없습니다."),
    "quality.reason.other_terms": Phrase(
        "The study states terminology of {stated}; the terms here are of {here}.",
        "시험은 {stated} 표준용어를 썼다고 밝혔으나, 여기의 용어는 {here} 판입니다.",
    ),
    "quality.reason.note": Phrase("A note, not a failure.", "참고 사항이며 실패가 아닙니다."),
    "quality.reason.terms": Phrase(
        "No controlled terms of {what} are here.", "{what}의 표준용어가 없습니다."
    ),
    "quality.reason.unreachable": Phrase(
        "What is needed is not to be had: {what}", "필요한 자료를 얻을 수 없습니다: {what}"
    ),
    "quality.reason.no_rules": Phrase(
        "There are no CDISC CORE rules of {what}.", "{what}의 CDISC CORE 규칙이 없습니다."
    ),
    "quality.threshold.guide": Phrase("{guide}, published variable list", "{guide} 공개 변수 목록"),
    "quality.threshold.iso8601": Phrase(
        "ISO 8601, as SDTM and SEND ask for dates", "SDTM과 SEND가 날짜에 요구하는 ISO 8601"
    ),
    "quality.threshold.order": Phrase("what ends has begun before", "끝나는 일은 먼저 시작함"),
    "quality.threshold.terms": Phrase(
        "SEND controlled terminology {version}, {codelist}: not extensible",
        "SEND 표준용어 {version}, {codelist}: 확장 불가",
    ),
    "quality.threshold.extensible": Phrase(
        "SEND controlled terminology {version}, {codelist}: extensible, so a note",
        "SEND 표준용어 {version}, {codelist}: 확장 가능하므로 참고 사항",
    ),
    "quality.threshold.relation": Phrase(
        "SENDIG 3.1 and SDTMIG 3.4, relations between data sets: none may be broken",
        "SENDIG 3.1·SDTMIG 3.4의 데이터셋 간 관계: 끊어진 것이 없어야 함",
    ),
    "quality.threshold.number": Phrase(
        "ours: a dose is used as a number only where it is written as one",
        "자체 기준: 숫자로 적힌 용량만 숫자로 사용",
    ),
    "quality.threshold.note": Phrase(
        "a property of the design, told as a note", "설계의 특성이므로 참고 사항"
    ),
    "quality.threshold.doses": Phrase(
        "ours: within {same} in the same unit, within {weight} where body weight stands between",
        "자체 기준: 단위가 같으면 {same}, 체중으로 환산하면 {weight} 이내",
    ),
    "quality.threshold.apart": Phrase(
        "ours: what is to be analysed apart must be told apart", "자체 기준: 따로 분석할 것은 구별되어야 함"
    ),
    "quality.threshold.physics": Phrase(
        "a quantity that cannot be negative, or 0", "음수나 0이 될 수 없는 양"
    ),
    "quality.threshold.rises": Phrase(
        "ours: the median at the highest dose is above that at the lowest",
        "자체 기준: 최고 용량의 중앙값이 최저 용량보다 큼",
    ),
    "quality.threshold.pilot": Phrase(
        "the versions that public packages carry", "공개 패키지에 들어 있는 버전"
    ),
    "quality.threshold.readable": Phrase("every file can be read", "모든 파일을 읽을 수 있음"),
    "quality.threshold.standard": Phrase(
        "SENDIG 3.1 and SDTMIG 3.4, TS: the guide's version is a required parameter",
        "SENDIG 3.1·SDTMIG 3.4 TS: 지침 버전은 필수 항목",
    ),
    "quality.checking": Phrase("Checking the study ...", "시험 자료를 확인하는 중 ..."),
    "quality.none_failed": Phrase("No check failed.", "실패한 점검이 없습니다."),
    "quality.more": Phrase(
        "... and {count} more; --out DIR writes all of them.",
        "... 그 밖에 {count}개. --out DIR로 모두 저장합니다.",
    ),
    "quality.page.title": Phrase("Data quality", "데이터 품질"),
    "quality.page.answer": Phrase(
        "{failed} of {checked} checks failed; {unknown} could not be evaluated.",
        "점검 {checked}개 가운데 {failed}개가 실패했고, {unknown}개는 평가하지 못했습니다.",
    ),
    "quality.page.status": Phrase("Result", "결과"),
    "quality.page.source": Phrase("Kind of check", "점검 종류"),
    "quality.page.search": Phrase("Words", "찾을 말"),
    "quality.page.check": Phrase("Check", "점검"),
    "quality.page.domain": Phrase("Data set", "데이터셋"),
    "quality.page.what": Phrase("What is checked", "점검 내용"),
    "quality.page.failures": Phrase("Failures", "실패"),
    "quality.page.threshold": Phrase("Allowed, and why", "허용 기준과 근거"),
    "quality.page.rows": Phrase("{shown} of {failures} records", "기록 {failures}개 중 {shown}개"),
    "quality.page.row": Phrase("Record", "기록"),
    "quality.page.key": Phrase("Key", "키"),
    "quality.page.value": Phrase("Value", "값"),
    "quality.page.detail": Phrase("Detail", "내용"),
    "quality.page.action": Phrase("What to do", "조치"),
}
