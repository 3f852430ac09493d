"""What learning weights over sites says and refuses, and what noise does to them."""

from ._say import Phrase

PHRASES = {
    "federation.reason.weights": Phrase(
        "Not certified equal to pooled: weights learned by averaging. With one step a round they are those of pooled gradient descent; with more they lie off it where sites differ.",
        "통합과 같다고 인증되지 않음: 평균으로 학습한 가중치입니다. 회차마다 한 걸음이면 통합 경사하강과 같고, 더 많으면 기관이 다를 때 어긋납니다.",
    ),
    "federation.reason.private": Phrase(
        "Not equal to pooled: every site cut and blurred what it sent, for differential privacy.",
        "통합과 같지 않음: 차등정보보호를 위해 각 기관이 보내는 값을 자르고 잡음을 더했습니다.",
    ),
    "federation.privacy.weights": Phrase(
        "No noise was added: the sum of all sites' changes tells what pooled gradients tell. It is not differentially private.",
        "잡음을 더하지 않았습니다. 모든 기관의 변화의 합은 통합 기울기가 알려 주는 만큼을 알려 줍니다. 차등정보보호가 아닙니다.",
    ),
    "federation.privacy.record": Phrase(
        "Differentially private at the level of a person, at every site and over all its jobs of the study: ε {epsilon} at δ {delta}, one person replaced by any other.",
        "사람 수준의 차등정보보호: 각 기관에서 이 연구의 모든 작업을 합해 δ {delta}에서 ε {epsilon}(한 사람을 다른 사람으로 바꿀 때).",
    ),
    "error.federation.no_learner": Phrase(
        "This is nothing that learns weights. Give a dataclass with size, penalty, gradient() and gradients(), as federation.LogisticWeights.",
        "가중치를 학습하는 것이 아닙니다. federation.LogisticWeights처럼 size, penalty, gradient(), gradients()가 있는 데이터클래스를 주십시오.",
    ),
    "error.federation.weights_setting": Phrase(
        "{value} cannot be. Give numbers above 0, rounds and steps as whole numbers; with clip and noise, one step and no prox.",
        "{value}은(는) 쓸 수 없습니다. 0보다 큰 수를, rounds와 steps는 정수로 주십시오. clip과 noise를 쓰면 한 걸음에 prox 없이 하십시오.",
    ),
    "error.federation.diverged": Phrase(
        "The weights run away with steps of {rate} and prox {prox}. Use a smaller rate.",
        "걸음 길이 {rate}, prox {prox}에서 가중치가 발산합니다. rate를 줄이십시오.",
    ),
    "error.federation.weight_rounds": Phrase(
        "The site allows {most} rounds of learning of weights for this study, and no more. Ask its people (weight_rounds in site.yml).",
        "기관이 이 연구에 허용한 가중치 학습은 {most}회뿐입니다. 담당자에게 문의하십시오(site.yml의 weight_rounds).",
    ),
    "error.federation.noise_needed": Phrase(
        "Nothing leaves the site without noise: its rules demand differential privacy (epsilon {epsilon}). Use federation.learn with clip and noise.",
        "잡음 없이 나갈 수 있는 것은 없습니다. 기관의 규칙이 차등정보보호(epsilon {epsilon})를 요구합니다. clip과 noise를 준 federation.learn을 쓰십시오.",
    ),
    "error.federation.privacy_spent": Phrase(
        "The privacy of this study is spent: another round would pass epsilon {epsilon} at delta {delta}. Use more noise or fewer rounds.",
        "이 연구의 정보보호 예산을 다 썼습니다. 한 회만 더해도 delta {delta}에서 epsilon {epsilon}을(를) 넘습니다. 잡음을 늘리거나 회차를 줄이십시오.",
    ),
}
