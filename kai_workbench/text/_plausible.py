"""Checks of values that cannot be, together or at their time."""

from ._say import Phrase

PHRASES = {
    "check.schema.range_order": Phrase(
        "No interval ends below its beginning", "구간의 끝이 시작보다 작지 않음"
    ),
    "check.schema.range_order.detail": Phrase(
        "{end} is {value}, less than {start}, {expected}.",
        "{end}({value})이(가) {start}({expected})보다 작습니다.",
    ),
    "check.schema.range_order.action": Phrase(
        "correct one of the two; they may have been exchanged",
        "둘 중 하나를 고치십시오. 서로 바뀌었을 수 있습니다",
    ),
    "check.schema.years": Phrase(
        "Dates are neither before 1900 nor after today", "날짜가 1900년 이전이나 오늘 이후가 아님"
    ),
    "check.schema.years.detail": Phrase(
        "{value} is before 1900 or after today.", "{value}은(는) 1900년 이전이거나 오늘 이후입니다."
    ),
    "check.schema.years.action": Phrase("correct the date", "날짜를 고치십시오"),
    "quality.threshold.years": Phrase(
        "nothing that was recorded happened before {first} or after today",
        "기록된 일은 {first}년 이전이나 오늘 이후에 일어날 수 없음",
    ),
}
