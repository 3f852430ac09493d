"""The quality table: what was checked, what failed, and why something was not evaluated."""

from ._say import Phrase

PHRASES = {
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
        "데이터셋이 아니라 연구 정의(USDM)에 대한 규칙입니다.",
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
    "quality.reason.lacks": Phrase("The study does not have: {what}.", "연구에 다음이 없습니다: {what}."),
    "quality.reason.scope": Phrase(
        "No data set of the study is in the rule's scope.", "규칙의 적용 범위에 드는 데이터셋이 없습니다."
    ),
    "quality.reason.no_records": Phrase("The data set has no records.", "데이터셋에 기록이 없습니다."),
}
