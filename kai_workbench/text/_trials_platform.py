"""What a platform with graduation says and refuses."""

from ._say import Phrase

PHRASES = {
    "error.platform_opens_empty": Phrase(
        "the first treatment enters after {value} patients, so nobody could be treated before. "
        "Let one enter at 0.",
        "첫 치료가 환자 {value}명 뒤에 들어와 그 전에는 받을 치료가 없습니다. 한 치료는 0에서 시작하게 하세요.",
    ),
    "error.platform_cap": Phrase(
        "{value} is below one half, which two treatments cannot keep. Give a share from .5 to 1.",
        "{value}은(는) 1/2보다 작아 두 치료로는 지킬 수 없습니다. 0.5에서 1 사이의 비율을 넣으세요.",
    ),
    "error.platform_phase3_odd": Phrase(
        "{value} patients cannot be halved. Give an even number.",
        "{value}명은 반으로 나눌 수 없습니다. 짝수를 넣으세요.",
    ),
    "trials.action.graduated": Phrase("Graduates.", "졸업합니다."),
    "trials.action.full": Phrase(
        "Leaves undecided with its last patient.", "최대 환자 수에 이르러 결론 없이 종료합니다."
    ),
    "trials.action.signal": Phrase("A dose–response signal.", "용량-반응 신호가 있습니다."),
    "trials.action.no_signal": Phrase("No dose–response signal.", "용량-반응 신호가 없습니다."),
    "trials.action.stop_all_decided": Phrase(
        "No treatment is open any more.", "열려 있는 치료가 더 없습니다."
    ),
    "trials.reason.platform_graduated": Phrase(
        "{arm} graduates: {r} of {n} responded, {rc} of {nc} of its controls; "
        "predictive probability to win the phase III {p}.",
        "{arm} 졸업: 반응 {n}명 중 {r}명, 대조군 {nc}명 중 {rc}명, 3상 성공 예측확률 {p}.",
    ),
    "trials.reason.platform_futile": Phrase(
        "{arm} leaves for futility: {r} of {n} responded, {rc} of {nc} of its controls; "
        "predictive probability to win the phase III {p}.",
        "{arm} 무용성으로 종료: 반응 {n}명 중 {r}명, 대조군 {nc}명 중 {rc}명, 3상 성공 예측확률 {p}.",
    ),
    "trials.reason.platform_full": Phrase(
        "{arm} leaves undecided with its last patient: {r} of {n} responded, {rc} of {nc} of its controls; "
        "predictive probability to win the phase III {p}.",
        "{arm} 최대 환자 수에 이르러 결론 없이 종료: 반응 {n}명 중 {r}명, 대조군 {nc}명 중 {rc}명, "
        "3상 성공 예측확률 {p}.",
    ),
    "trials.reason.platform_open": Phrase(
        "{arm} goes on: {r} of {n} responded, {rc} of {nc} of its controls; "
        "predictive probability to win the phase III {p}.",
        "{arm} 계속: 반응 {n}명 중 {r}명, 대조군 {nc}명 중 {rc}명, 3상 성공 예측확률 {p}.",
    ),
}
