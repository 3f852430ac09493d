"""Linking animal to human: exposure, findings, links, workspace."""

from ._say import Phrase

PHRASES = {
    "error.nca_column": Phrase(
        "the table has no such column. It has: {columns}.",
        "표에 이 열이 없습니다. 있는 열: {columns}.",
    ),
    "error.nca_choice": Phrase(
        '"{value}" is no such choice. See the list in the documentation of nca.',
        "'{value}'은(는) 고를 수 없는 값입니다. nca 설명서의 목록에서 고르십시오.",
    ),
    "error.nca_points": Phrase(
        "A slope through {value} points cannot be drawn. Ask for at least 2, better 3.",
        "{value}개 점으로는 기울기를 구할 수 없습니다. 2개 이상, 되도록 3개 이상으로 하십시오.",
    ),
    "error.nca_fixed_twice": Phrase(
        "Both last and between were given for the terminal phase. Give one of them.",
        "말단 소실기에 last와 between을 함께 주었습니다. 하나만 주십시오.",
    ),
    "error.nca_twice": Phrase(
        "two samples were taken at the same time ({time}). Average them, or add the column that tells them apart.",
        "같은 시간({time})의 검체가 둘입니다. 평균을 내거나 둘을 구별하는 열을 by에 더하십시오.",
    ),
    "error.nca_doses": Phrase(
        "one curve has more than one dose. Add the column that tells them apart.",
        "한 곡선에 용량이 둘 이상입니다. 둘을 구별하는 열을 by에 더하십시오.",
    ),
    "error.nca_duration": Phrase(
        "A duration of {value} does not go with the route {route}. Give the duration of an infusion, and of nothing else.",
        "투여 시간 {value}은(는) 경로 {route}에 맞지 않습니다. 주입(infusion)일 때만 시간을 주십시오.",
    ),
    "error.nca_tau": Phrase(
        "A dosing interval of {value} cannot be. Give a time above 0.",
        "투여 간격 {value}은(는) 있을 수 없습니다. 0보다 큰 시간을 주십시오.",
    ),
    "error.finding_domain": Phrase(
        "holds no findings of organs. Choose MI, MA or TF.",
        "장기 소견이 들어 있는 도메인이 아닙니다. MI, MA, TF 중에서 고르십시오.",
    ),
    "error.trend_groups": Phrase(
        "A trend needs at least two dose groups; there are {count}. Give more groups.",
        "경향성 검정에는 용량군이 둘 이상 필요합니다. 지금은 {count}개입니다. 용량군을 더하십시오.",
    ),
    "error.trend_counts": Phrase(
        "More animals are affected than were examined. Check the counts.",
        "이상 동물 수가 검사한 동물 수보다 많습니다. 수를 확인하십시오.",
    ),
    "error.no_km": Phrase(
        'There is no factor of body surface area for "{species}". Known: {known}.',
        "'{species}'의 체표면적 환산 계수가 없습니다. 있는 종: {known}.",
    ),
    "error.dose_not_per_kg": Phrase(
        'A dose in "{unit}" is not per body weight. Divide it by the body weight in kg first.',
        "'{unit}' 용량은 체중당 용량이 아닙니다. 먼저 체중(kg)으로 나누십시오.",
    ),
    "error.exposure_not_positive": Phrase(
        "An exposure of {value} has no logarithm and gives no margin. Leave it out, and say so.",
        "노출 {value}은(는) 로그를 취할 수 없어 안전역을 구할 수 없습니다. 제외하고 그 사실을 밝히십시오.",
    ),
    "error.draws_without_unit": Phrase(
        "The draws carry no unit. Set the attribute unit.",
        "표본에 단위가 없습니다. unit 속성을 지정하십시오.",
    ),
    "error.draws_differ": Phrase(
        "One side has {one} draws, the other {other}. Draw equally many.",
        "한쪽 표본은 {one}개, 다른 쪽은 {other}개입니다. 같은 수로 맞추십시오.",
    ),
}
