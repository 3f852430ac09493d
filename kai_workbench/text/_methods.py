"""Conventional methods of predicting human pharmacokinetics, and what is said beside them."""

from ._say import Phrase

PHRASES = {
    "method.simple_allometry": Phrase("Simple allometry", "단순 상대성장법(알로메트리)"),
    "method.rule_of_exponents": Phrase("Allometry, rule of exponents", "알로메트리, 지수 규칙"),
    "method.unbound_intercept": Phrase(
        "Allometry, unbound-corrected intercept (FCIM)", "알로메트리, 비결합 분율 보정 절편법(FCIM)"
    ),
    "method.two_species_rat_dog": Phrase("Two species: rat and dog", "두 종: 랫드와 개"),
    "method.two_species_rat_monkey": Phrase("Two species: rat and monkey", "두 종: 랫드와 원숭이"),
    "method.single_species_rat": Phrase("Single species: rat", "단일 종: 랫드"),
    "method.single_species_dog": Phrase("Single species: dog", "단일 종: 개"),
    "method.single_species_monkey": Phrase("Single species: monkey", "단일 종: 원숭이"),
    "method.liver_blood_flow_rat": Phrase("Liver blood flow: rat", "간 혈류량: 랫드"),
    "method.liver_blood_flow_dog": Phrase("Liver blood flow: dog", "간 혈류량: 개"),
    "method.liver_blood_flow_monkey": Phrase("Liver blood flow: monkey", "간 혈류량: 원숭이"),
    "method.unbound_volume_rat": Phrase("Equal unbound volume: rat", "비결합 분포용적 동일: 랫드"),
    "method.unbound_volume_dog": Phrase("Equal unbound volume: dog", "비결합 분포용적 동일: 개"),
    "method.unbound_volume_monkey": Phrase("Equal unbound volume: monkey", "비결합 분포용적 동일: 원숭이"),
    "method.equal_volume_rat": Phrase("Equal volume per kg: rat", "kg당 분포용적 동일: 랫드"),
    "method.equal_volume_dog": Phrase("Equal volume per kg: dog", "kg당 분포용적 동일: 개"),
    "method.equal_volume_monkey": Phrase("Equal volume per kg: monkey", "kg당 분포용적 동일: 원숭이"),
    "method_note.exponent_shallow": Phrase(
        "Shallow exponent: no correction, and the prediction may be too low.",
        "지수가 작습니다. 보정하지 않았으며 예측값이 실제보다 낮을 수 있습니다.",
    ),
    "method_note.exponent_simple": Phrase(
        "The exponent calls for no correction.",
        "지수에 따라 보정하지 않았습니다.",
    ),
    "method_note.exponent_life_span": Phrase(
        "The exponent calls for correction by maximum life-span potential.",
        "지수에 따라 최대 잠재 수명으로 보정했습니다.",
    ),
    "method_note.exponent_brain_weight": Phrase(
        "The exponent calls for correction by brain weight.",
        "지수에 따라 뇌 무게로 보정했습니다.",
    ),
    "method_note.exponent_steep": Phrase(
        "Steep exponent: corrected by brain weight, yet unreliable; the prediction may be much too high.",
        "지수가 큽니다. 뇌 무게로 보정했지만 믿기 어려우며 예측값이 실제보다 훨씬 높을 수 있습니다.",
    ),
    "method_note.too_few_reference": Phrase(
        "No interval: only {n} reference compounds, and it takes {minimum}.",
        "구간 없음: 기준 화합물이 {n}개뿐이며 {minimum}개 이상이 필요합니다.",
    ),
    "error.unknown_animal": Phrase(
        "'{species}' cannot be used here. Choose one of: {known}.",
        "'{species}'은(는) 여기에 쓸 수 없습니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.not_one_compound": Phrase(
        "the methods are compared for one compound, but {n} rows were given. Give exactly one row.",
        "방법 비교는 화합물 하나에 대해 하는데 {n}개 행이 주어졌습니다. 한 행만 넣으세요.",
    ),
    "error.shapes_differ": Phrase(
        "these cannot be compared one by one: {shapes}. Give arrays of the same shape.",
        "하나씩 비교할 수 없습니다: {shapes}. 모양이 같은 배열을 넣으세요.",
    ),
    "error.nothing_to_compare": Phrase(
        "there is nothing to compare. Give at least one pair of values.",
        "비교할 값이 없습니다. 적어도 한 쌍의 값을 넣으세요.",
    ),
    "error.value_missing": Phrase(
        "a value is missing or not finite. Leave out the pairs that lack a value, and say how many.",
        "값이 없거나 유한하지 않습니다. 값이 빠진 쌍을 제외하고 몇 개를 뺐는지 밝히세요.",
    ),
    "error.fold_below_one": Phrase(
        "a fold of {value} holds nothing. Give 1 or more, such as 2.",
        "배수 {value}에 들어갈 수 있는 값이 없습니다. 2처럼 1 이상의 수를 넣으세요.",
    ),
    "error.limits_swapped": Phrase(
        "the lower limit {lower} lies above the upper one {upper}. Swap them.",
        "하한 {lower}이(가) 상한 {upper}보다 큽니다. 둘을 바꾸세요.",
    ),
}
