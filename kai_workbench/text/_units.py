"""Units that cannot be read or converted."""

from ._say import Phrase

PHRASES = {
    "error.unit_blank": Phrase(
        "The unit is blank. Write one, such as ng/mL; 1 if the number has none.",
        "단위가 비어 있습니다. ng/mL처럼 적고, 단위가 없는 수라면 1을 적으십시오.",
    ),
    "error.unit_unknown": Phrase(
        'In the unit "{unit}" the part "{part}" is not known. Nearest: {near}. '
        "Write it in UCUM (letter case matters), or put what is counted in braces: {{cells}}/uL.",
        "'{unit}' 단위에서 '{part}' 부분을 알 수 없습니다. 비슷한 단위: {near}. "
        "UCUM으로 적으십시오(대소문자 구분). 세는 대상은 {{cells}}/uL처럼 중괄호에 적습니다.",
    ),
    "error.unit_logarithmic": Phrase(
        'In the unit "{unit}" the part "{part}" is a logarithm, which no factor turns into another unit. Take the values '
        "out of the logarithm first, and give the unit of what comes out.",
        "'{unit}' 단위의 '{part}'은(는) 로그 단위여서 다른 단위로 환산할 수 없습니다. 로그를 푼 값과 그 단위를 쓰십시오.",
    ),
    "error.unit_of_scale": Phrase(
        'The unit "{unit}" multiplies or divides a temperature scale that has its own zero. Use K there.',
        "'{unit}' 단위는 영점이 따로 있는 온도 눈금을 곱하거나 나눕니다. 이 자리에는 K를 쓰십시오.",
    ),
    "error.unit_mismatch": Phrase(
        '"{one}" and "{other}" measure different things. Choose a unit of the same kind.',
        "'{one}'와(과) '{other}'은(는) 서로 다른 양의 단위입니다. 같은 종류의 단위를 고르십시오.",
    ),
    "error.unit_needs_molar_mass": Phrase(
        'Between "{one}" and "{other}" lies a molar mass. Give molar_mass in g/mol.',
        "'{one}'와(과) '{other}' 사이의 환산에는 분자량이 필요합니다. molar_mass를 g/mol로 주십시오.",
    ),
    "error.molar_mass": Phrase(
        "A molar mass of {value} g/mol cannot be. Give a number above 0.",
        "분자량 {value} g/mol은 있을 수 없습니다. 0보다 큰 수를 주십시오.",
    ),
}
