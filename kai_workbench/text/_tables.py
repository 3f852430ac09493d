"""A person's own table: what was noticed in it, and what must be mended."""

from ._say import Phrase

PHRASES = {
    "quality.not_positive": Phrase(
        "{column} is {value}; a rounded small number, most likely. It has no logarithm.",
        "{column} 값이 {value}입니다. 작은 값이 반올림된 것으로 보이며 로그를 취할 수 없습니다.",
    ),
    "quality.not_positive.action": Phrase("treated as not measured", "측정되지 않은 것으로 처리"),
    "quality.implausible": Phrase(
        "{column} is {value}, outside the usual {limit}; check its unit.",
        "{column} 값 {value}이(가) 통상 범위 {limit} 밖입니다. 단위를 확인하십시오.",
    ),
    "quality.implausible.action": Phrase("kept as it is", "그대로 사용"),
    "quality.duplicate_compound": Phrase(
        'The compound "{value}" stands in the table more than once.',
        "화합물 '{value}'이(가) 표에 두 번 이상 있습니다.",
    ),
    "quality.duplicate_compound.action": Phrase(
        "first row kept, this one left out", "첫 행만 사용하고 이 행은 제외"
    ),
    "error.not_species_pk": Phrase(
        '"{name}" has no table of clearance and volume by species. Choose one that has: {near}.',
        "'{name}'에는 종별 청소율·분포용적 표가 없습니다. 다음 중에서 고르십시오: {near}.",
    ),
}
