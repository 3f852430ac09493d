"""What the checks of a federated fit find."""

from ._say import Phrase

PHRASES = {
    "fit.headline.preview.do_not_use": Phrase(
        "This is a preview by a normal approximation, and must not be used for a decision.",
        "정규근사로 얻은 미리보기이므로 의사결정에 쓰면 안 됩니다.",
    ),
    "fit.finding.preview": Phrase(
        "The posterior was replaced by a normal at its mode; skewed parameters, such as standard deviations, come out wrong.",
        "사후분포를 최빈점의 정규분포로 바꾸었습니다. 표준편차처럼 치우친 모수는 틀리게 나옵니다.",
    ),
    "fit.headline.pareto_k.do_not_use": Phrase(
        "The result must not be used: a few points carry most of the weight.",
        "이 결과는 쓰면 안 됩니다. 몇몇 점이 가중치의 대부분을 차지합니다.",
    ),
    "fit.finding.pareto_k": Phrase(
        "Pareto k of the weights is {value} and should be below {limit}.",
        "가중치의 Pareto k가 {value}입니다. {limit}보다 작아야 합니다.",
    ),
    "fit.headline.effective_points.look": Phrase(
        "The result can be used, but it rests on few effective points.",
        "결과를 쓸 수 있으나, 유효한 점의 수가 적습니다.",
    ),
    "fit.finding.effective_points": Phrase(
        "The weights are worth {value} equal points; {limit} are wanted.",
        "가중치는 같은 무게의 점 {value}개에 해당합니다. {limit}개가 바람직합니다.",
    ),
    "fit.headline.moves.look": Phrase(
        "The result can be used, but the points have not quite forgotten where they came from.",
        "결과를 쓸 수 있으나, 점들이 출발한 자리에서 충분히 벗어나지 못했습니다.",
    ),
    "fit.headline.moves.do_not_use": Phrase(
        "The result must not be used: the points still stand where they came from.",
        "이 결과는 쓰면 안 됩니다. 점들이 아직 출발한 자리에 머물러 있습니다.",
    ),
    "fit.finding.moves": Phrase(
        "After the last moves a parameter still has a correlation of {value} with where it stood; {limit} is the most.",
        "마지막 이동 뒤에도 한 모수가 이전 위치와 {value}의 상관을 보입니다. {limit}을(를) 넘으면 안 됩니다.",
    ),
    "fit.headline.apart.look": Phrase(
        "The result can be used with care: its population is not as wide as points drawn anew say it ought to be.",
        "결과를 조심해서 쓸 수 있습니다. 점들의 퍼짐이 새로 뽑은 점들이 말하는 것과 다릅니다.",
    ),
    "fit.finding.apart": Phrase(
        "A mean, a spread or a tail lies {value} standard errors from what points drawn anew and weighed give; {limit} is the most.",
        "평균, 퍼짐 또는 꼬리가 새로 뽑아 가중한 점들의 값에서 표준오차의 {value}배만큼 떨어져 있습니다. {limit}을(를) 넘으면 안 됩니다.",
    ),
    "fit.headline.tail_unreached.look": Phrase(
        "The result can be used with care: of this model populations have been seen to stop short of the tail.",
        "결과를 조심해서 쓸 수 있습니다. 이 모형에서는 점들이 꼬리까지 닿지 못한 일이 있었습니다.",
    ),
    "fit.finding.tail_unreached": Phrase(
        "On some data the spread of one of its standard deviations came out too small while every check passed; compare with another method before a decision.",
        "어떤 자료에서는 모든 점검을 통과하고도 한 표준편차의 퍼짐이 작게 나왔습니다. 의사결정에 앞서 다른 방법과 비교하십시오.",
    ),
    "fit.headline.pareto_k_anew.look": Phrase(
        "The result can be used with care: points drawn anew could not confirm its tails.",
        "결과를 조심해서 쓸 수 있습니다. 새로 뽑은 점들로 꼬리를 확인하지 못했습니다.",
    ),
    "fit.finding.pareto_k_anew": Phrase(
        "Pareto k of points drawn anew is {value} and should be below {limit}.",
        "새로 뽑은 점들의 Pareto k가 {value}입니다. {limit}보다 작아야 합니다.",
    ),
}
