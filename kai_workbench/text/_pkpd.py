"""What the models of response to concentration say of their data."""

from ._say import Phrase

PHRASES = {
    "error.pkpd_no_dvid": Phrase(
        "the table does not say what DV is (it has: {columns}). Add DVID: 1 concentration, 2 response.",
        "DV가 무엇인지 알 수 없습니다(있는 열: {columns}). DVID 열을 추가하세요(1 농도, 2 반응).",
    ),
    "error.pkpd_unknown_dvid": Phrase(
        "DVID {value} is neither 1 (concentration) nor 2 (response). Recode it, or set MDV to 1.",
        "DVID {value}은(는) 1(농도)도 2(반응)도 아닙니다. 다시 부호화하거나 MDV를 1로 하세요.",
    ),
    "error.pkpd_no_response": Phrase(
        "no record is a response. Mark responses with DVID 2, or fit PopulationPK to concentrations alone.",
        "반응 기록이 없습니다. 반응에는 DVID 2를 쓰고, 농도뿐이면 PopulationPK로 적합하세요.",
    ),
    "error.pkpd_missing_response": Phrase(
        "the response is missing. Fill in DV, or set MDV to 1.",
        "반응 값이 없습니다. DV를 채우거나 MDV를 1로 하세요.",
    ),
    "error.pkpd_constant": Phrase(
        "all {n} responses are {value:g}; nothing can be told from that. Check the column.",
        "반응 {n}개가 모두 {value:g}이어서 알 수 있는 것이 없습니다. 열을 확인하세요.",
    ),
    "error.pkpd_steady_state": Phrase(
        "this model follows concentrations from the first dose, and the dose is at steady state (SS). "
        "Write the earlier doses out with ADDL.",
        "이 모형은 첫 투약부터 따라가는데 정상상태(SS) 투약이 있습니다. 이전 투약을 ADDL로 적으세요.",
    ),
    "error.pkpd_no_response_after_dose": Phrase(
        "no response was measured after a dose; the drug's effect cannot be told. Add such records.",
        "투약 뒤에 측정한 반응이 없어 약물 효과를 알 수 없습니다. 그런 기록을 추가하세요.",
    ),
    "error.pkpd_response_not_positive": Phrase(
        "the response {value:g} cannot be had with {residual} error. Use additive error, or correct it.",
        "반응 {value:g}은(는) {residual} 오차로 설명할 수 없습니다. additive 오차를 쓰거나 값을 고치세요.",
    ),
    "error.pkpd_share_needed": Phrase(
        "the prior median {value} is not a share. Give a number between 0 and 1; leave it out for 1.",
        "사전분포 중앙값 {value}은(는) 비율이 아닙니다. 0과 1 사이의 수를 넣고, 1이면 생략하세요.",
    ),
    "error.pkpd_correlation": Phrase(
        "correlated etas are not offered together with a response. Set correlation of the PK part to None.",
        "반응과 함께 적합할 때는 eta 상관을 쓸 수 없습니다. PK 부분의 correlation을 None으로 두세요.",
    ),
}
