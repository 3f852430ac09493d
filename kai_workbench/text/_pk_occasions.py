"""What the population models say of occasions."""

from ._say import Phrase

PHRASES = {
    "error.pk_no_occasion": Phrase(
        "the model has differences between occasions, and the table has no such column. Add the occasion of every "
        "record (period or visit), or leave between_occasions empty.",
        "모형에 시기간 차이가 있으나 표에 이 열이 없습니다. 기록마다 시기(투약기나 방문)를 넣거나 between_occasions를 비우세요.",
    ),
    "error.pk_occasion_missing": Phrase(
        "the record has no occasion (OCC). Give every record of the subject one, doses too.",
        "이 기록에 시기(OCC)가 없습니다. 투약을 포함해 대상자의 모든 기록에 넣으세요.",
    ),
    "error.pk_occasion_back": Phrase(
        "occasion {value} comes back after another one of the same subject. An occasion is one stretch of time: "
        "number it anew, or put the records in order.",
        "같은 대상자에서 다른 시기 다음에 시기 {value}이(가) 다시 나옵니다. 시기는 이어진 한 기간이니 새 번호를 주거나 "
        "기록 순서를 고치세요.",
    ),
    "error.pk_one_occasion": Phrase(
        "no subject was observed on two occasions, so differences between occasions cannot be told from those "
        "between subjects. Leave between_occasions empty.",
        "두 시기에 관찰된 대상자가 없어 시기간 차이를 개체간 차이와 구별할 수 없습니다. between_occasions를 비우세요.",
    ),
    "error.pk_occasion_infusion": Phrase(
        "an infusion at steady state (SS) runs on into the next occasion. Write its doses out with ADDL, or begin the "
        "occasion after it.",
        "정상상태(SS) 주입이 다음 시기까지 이어집니다. 투약을 ADDL로 풀어 쓰거나 주입이 끝난 뒤 시기를 시작하세요.",
    ),
    "error.pkpd_occasions": Phrase(
        "differences between occasions are not offered together with a response. Leave between_occasions of the PK "
        "part empty.",
        "반응과 함께 적합할 때는 시기간 차이를 쓸 수 없습니다. PK 부분의 between_occasions를 비우세요.",
    ),
    "warning.pk_few_occasions": Phrase(
        "only {n} subjects were observed on two occasions or more; the SD between occasions comes mostly from its "
        "prior.",
        "두 시기 이상 관찰된 대상자가 {n}명뿐이라 시기간 표준편차는 대부분 사전분포에서 나옵니다.",
    ),
    "warning.pk_single_observations": Phrase(
        "no occasion has more than one concentration, so differences between occasions are told from the residual "
        "error by the priors alone.",
        "어느 시기에도 농도가 하나뿐이라 시기간 차이와 잔차는 사전분포로만 구별됩니다.",
    ),
}
