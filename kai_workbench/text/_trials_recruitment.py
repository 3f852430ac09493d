"""What a forecast of recruitment refuses."""

from ._say import Phrase

PHRASES = {
    "error.recruitment_negative": Phrase(
        "{value} is below 0. Give months, or a rate, from 0 on.",
        "{value}은(는) 0보다 작습니다. 0 이상의 개월 수나 비율을 넣으세요.",
    ),
    "error.recruitment_closes": Phrase(
        "a site that opens at month {opens} cannot close at {closes}. Give a later month.",
        "{opens}개월에 여는 기관이 {closes}개월에 닫을 수 없습니다. 더 늦은 시점을 넣으세요.",
    ),
    "error.recruitment_twice": Phrase(
        "{value} is given twice. Give each site once.",
        "{value}이(가) 두 번 있습니다. 기관마다 한 번만 넣으세요.",
    ),
    "error.recruitment_past": Phrase(
        "month {value} is before now ({now}). Ask for a later one.",
        "{value}개월은 현재({now}개월)보다 앞섭니다. 더 늦은 시점을 넣으세요.",
    ),
    "error.recruitment_no_data": Phrase(
        "the trial has run for {value} months, and no patients by site were given. Give data, or now=0.",
        "시험이 {value}개월 진행되었는데 기관별 환자 수가 없습니다. data를 넣거나 now=0으로 두세요.",
    ),
    "error.recruitment_site": Phrase(
        "this is none of the plan's sites. Choose among: {known}.",
        "계획에 없는 기관입니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.recruitment_not_open": Phrase(
        "patients were given for a site that opens at month {opens}, and now is {now}. Check the opening time.",
        "{opens}개월에 여는 기관에 환자가 있는데 지금은 {now}개월입니다. 개시 시점을 확인하세요.",
    ),
    "error.recruitment_missing": Phrase(
        "these sites are open and have no row: {sites}. Give each a row, with 0 patients where there are none.",
        "열려 있는데 행이 없는 기관: {sites}. 환자가 없으면 0으로 하여 기관마다 한 행씩 넣으세요.",
    ),
    "error.recruitment_dropouts": Phrase(
        "{dropouts} dropouts among {patients} patients, or dropouts without follow-up, cannot be. Check the counts.",
        "환자 {patients}명 중 중도탈락 {dropouts}명이거나 추적 없이 탈락했을 수는 없습니다. 수를 확인하세요.",
    ),
}
