"""What a replay of a real trial refuses."""

from ._say import Phrase

PHRASES = {
    "error.replay_missing": Phrase(
        "{n} value(s) are missing in this column. Fill them, or leave those patients out.",
        "이 열에 빠진 값이 {n}개 있습니다. 채우거나 해당 환자를 빼세요.",
    ),
    "error.replay_twice": Phrase(
        "a patient stands there twice. Give one row for each patient.",
        "같은 환자가 두 번 나옵니다. 환자마다 한 행만 넣으세요.",
    ),
    "error.replay_nobody": Phrase(
        "no patient is left. Choose a wider part of the trial.",
        "남은 환자가 없습니다. 시험의 더 넓은 부분을 고르세요.",
    ),
    "error.replay_unknown_arm": Phrase(
        "this arm is not known; there are {known}. Choose among them, or foretell by dose.",
        "알 수 없는 군입니다. 있는 군: {known}. 그중에서 고르거나 용량에 따라 예측하세요.",
    ),
    "error.replay_by": Phrase(
        "'{value}' is not a way to foretell. Choose arm or dose.",
        "'{value}'(으)로는 예측할 수 없습니다. arm이나 dose를 고르세요.",
    ),
    "error.replay_few": Phrase(
        "{n} patient(s) are too few to learn from. Give at least {least}.",
        "학습할 환자가 {n}명뿐입니다. {least}명 이상 넣으세요.",
    ),
    "error.replay_doses": Phrase(
        "foretelling by dose needs two doses or more, and there is only {value}. Add a dose.",
        "용량에 따라 예측하려면 용량이 둘 이상이어야 하는데 {value}뿐입니다. 용량을 더하세요.",
    ),
    "error.replay_visits": Phrase(
        "visits at weeks {given}, but {known} were learnt. Give parts with the same visits.",
        "방문이 {given}주인데 학습한 것은 {known}주입니다. 방문이 같은 부분을 넣으세요.",
    ),
}
