"""What a non-compartmental analysis refuses."""

from ._say import Phrase

PHRASES = {
    "error.nca_by": Phrase(
        "No column tells the curves apart. Name at least one in by (the subject).",
        "곡선을 구별하는 열이 없습니다. by에 하나 이상(대상자 등)을 적으십시오.",
    ),
    "error.nca_dose": Phrase(
        "A dose of {value} cannot be. Give a number above 0, or leave the dose out: areas and half-lives do without.",
        "용량 {value}은(는) 있을 수 없습니다. 0보다 큰 수를 주거나 용량을 빼십시오. 면적과 반감기는 용량 없이도 구합니다.",
    ),
    "error.nca_doses_zero": Phrase(
        "the dose is {value}. Leave out the curves of the control, or correct the dose.",
        "용량이 {value}입니다. 대조군 곡선을 빼거나 용량을 고치십시오.",
    ),
    "error.nca_empty": Phrase(
        "The table has no rows. Give at least one sample.", "표에 행이 없습니다. 검체를 하나 이상 주십시오."
    ),
    "error.nca_half_limit": Phrase(
        'The rule "half limit" needs the limit of quantification. Name its column in limit.',
        "'half limit' 규칙에는 정량한계가 필요합니다. limit에 그 열의 이름을 적으십시오.",
    ),
    "error.nca_interval": Phrase(
        "The interval {value} cannot be. Give two times since the dose, the first from 0 on and below the second.",
        "구간 {value}은(는) 있을 수 없습니다. 투여 후 시간 두 개를, 앞의 것이 0 이상이고 뒤의 것보다 작게 주십시오.",
    ),
    "error.nca_not_number": Phrase(
        'row {row} has "{value}", which is no number. Tell values below the limit in a column of their own '
        "(below_limit) and leave their concentration empty or 0.",
        "{row}행의 '{value}'은(는) 숫자가 아닙니다. 정량한계 미만은 별도 열(below_limit)에 표시하고 농도는 비우거나 0으로 두십시오.",
    ),
    "error.nca_unit": Phrase(
        '"{unit}" is a unit of something else. Give one such as {known}.',
        "'{unit}'은(는) 다른 양의 단위입니다. {known} 같은 단위를 주십시오.",
    ),
}
