"""The rule of each design, in a sentence or two."""

from ._say import Phrase

PHRASES = {
    f"trial_rule.{key}": Phrase(en, ko)
    for key, en, ko in (
        (
            "3+3",
            "Three patients at a dose. Without a DLT, up; with one, three more at the dose, and up if there is no second; otherwise down. A dose with two DLTs is closed.",
            "한 용량에 3명을 투여합니다. DLT가 없으면 증량하고, 1명이면 3명을 더 투여하여 추가 DLT가 없을 때 증량하며, 그 밖에는 감량합니다. DLT가 2명 나온 용량은 닫습니다.",
        ),
        (
            "backfill-boin",
            "BOIN, with further patients treated at lower open doses while a cohort is assessed; their data count.",
            "BOIN을 따르되, 한 코호트를 평가하는 동안 더 낮은 열린 용량에 환자를 추가 등록하고 그 자료도 씁니다.",
        ),
        (
            "basket",
            "Response rates of the baskets under a hierarchical model. A basket closes at a look where a response rate of interest is improbable, and succeeds at the end where the posterior probability of exceeding its null rate reaches the threshold.",
            "바스켓들의 반응률을 계층모형으로 함께 추정합니다. 중간분석에서 관심 반응률에 이를 확률이 낮은 바스켓은 닫고, 마지막에 귀무 반응률을 넘을 사후확률이 기준에 이르면 성공입니다.",
        ),
        (
            "bayesian-sequential-binary",
            "At every look: success where the posterior probability that treatment beats control by the margin reaches the threshold; stop for futility where success at the end is improbable.",
            "중간분석마다 치료군이 대조군보다 여유값 이상 나을 사후확률이 기준에 이르면 성공으로, 끝까지 갔을 때 성공할 확률이 낮으면 무용성으로 종료합니다.",
        ),
        (
            "bayesian-sequential-normal",
            "At every look: success where the posterior probability that the difference of means exceeds the margin reaches the threshold; stop for futility where it is low. The SD is taken as known.",
            "중간분석마다 평균 차이가 여유값을 넘을 사후확률이 기준에 이르면 성공으로, 낮으면 무용성으로 종료합니다. 표준편차는 안다고 봅니다.",
        ),
        (
            "blrm",
            "Two-parameter logistic regression of the DLT rate on dose. The next dose is among those whose probability of overdosing is below the limit (EWOC), with no dose skipped unless the settings say so.",
            "용량에 대한 DLT 확률을 2모수 로지스틱 회귀로 추정합니다. 다음 용량은 과량 확률이 한계보다 낮은 용량(EWOC) 중에서 고르며, 설정에 없는 한 용량을 건너뛰지 않습니다.",
        ),
        (
            "boin",
            "Escalate where the observed DLT rate at the dose is at most the lower bound, de-escalate where it is at least the upper bound, else stay. A dose is eliminated, with all above it, where the rate is too probably above the target.",
            "현재 용량의 관찰 DLT 발생률이 하한 이하이면 증량, 상한 이상이면 감량, 그 사이면 유지합니다. 발생률이 목표를 넘을 확률이 지나치게 높은 용량은 그 위의 용량과 함께 제외합니다.",
        ),
        (
            "bop2",
            "No-go at a look where the posterior probability of beating the null rate is below a limit that rises with the number of patients; go at the end otherwise.",
            "귀무 반응률을 넘을 사후확률이 환자 수에 따라 높아지는 기준보다 낮으면 중단하고, 끝까지 남으면 진행합니다.",
        ),
        (
            "borrowing",
            "Success where the posterior probability that treatment beats control by the margin exceeds the threshold; the control's prior borrows from history, mixed with a vague part.",
            "치료군이 대조군보다 여유값 이상 나을 사후확률이 기준을 넘으면 성공입니다. 대조군의 사전분포는 과거 자료를 빌리되 모호한 성분을 섞습니다.",
        ),
        (
            "borrowing-mean",
            "Success where the posterior probability that treatment beats control by the margin exceeds the threshold, of a mean with known SD; the control's prior borrows from history, mixed with a vague part.",
            "표준편차를 아는 평균에서, 치료군이 대조군보다 여유값 이상 나을 사후확률이 기준을 넘으면 성공입니다. 대조군의 사전분포는 과거 자료를 빌리되 모호한 성분을 섞습니다.",
        ),
        (
            "combination-blrm",
            "Logistic regression for two drugs with an interaction. One drug rises at a time, by one level, and only to a combination whose probability of overdosing is below the limit.",
            "두 약물의 상호작용을 포함한 로지스틱 회귀를 씁니다. 한 번에 한 약물만 한 단계 올리며, 과량 확률이 한계보다 낮은 조합으로만 갑니다.",
        ),
        (
            "crm",
            "After every cohort the dose whose modelled DLT rate is closest to the target, with no dose skipped; the trial stops where even the lowest dose is too probably above the target.",
            "코호트마다 모형이 추정한 DLT 발생률이 목표에 가장 가까운 용량을 고르며, 용량을 건너뛰지 않습니다. 가장 낮은 용량도 목표를 넘을 확률이 지나치게 높으면 종료합니다.",
        ),
        (
            "dose-comparison",
            "Doses are randomised side by side. A dose is closed where its DLT rate is too probably above the limit or its response rate too probably below the floor; of the others the lowest is chosen whose response rate is likely within the margin of the best.",
            "여러 용량을 나란히 무작위배정합니다. DLT 발생률이 한계를 넘을 확률이 지나치게 높거나 반응률이 하한보다 낮을 확률이 지나치게 높은 용량은 종료합니다. 남은 용량 가운데 반응률이 가장 좋은 용량과 허용차 이내일 가능성이 큰 가장 낮은 용량을 고릅니다.",
        ),
        (
            "bayesian-dose-response",
            "Curves of dose and response, averaged over their shapes by the data. There is a signal where the highest dose is surely better than the control; the lowest dose is chosen whose effect is likely above the relevant one.",
            "용량-반응 곡선을 자료에 따라 모양별로 평균합니다. 가장 높은 용량이 대조군보다 확실히 나으면 신호가 있다고 보고, 효과가 의미 있는 크기를 넘을 가능성이 큰 가장 낮은 용량을 고릅니다.",
        ),
        (
            "go-no-go",
            "Go where the response rate is surely above the least of interest and possibly above the target; no-go where neither holds; consider in between.",
            "반응률이 최소 관심값을 확실히 넘고 목표값을 넘을 가능성이 있으면 진행, 둘 다 아니면 중단, 그 사이면 보류합니다.",
        ),
        (
            "goldilocks",
            "Enrolment stops as soon as success with the patients enrolled is probable enough, or success with all of them improbable; the analysis follows when every outcome is in.",
            "등록된 환자만으로 성공할 예측확률이 충분하거나, 모두 등록하여도 성공할 확률이 낮으면 등록을 끝냅니다. 결과가 모두 나온 뒤 분석합니다.",
        ),
        (
            "graduation-platform",
            "At each look a treatment graduates where the predictive probability to win a phase III reaches the upper limit, leaves for futility below the lower one, and leaves undecided with its last planned patient; the control keeps its share, the others follow the probability of being better.",
            "각 중간분석에서 3상 성공 예측확률이 상한에 이르면 그 치료는 졸업하고, 하한 아래면 무용성으로 종료하며, 계획한 최대 환자 수에 이르면 결론 없이 종료합니다. 대조군은 정해진 비율을 유지하고 나머지는 대조군보다 나을 확률에 따라 배정합니다.",
        ),
        (
            "group-sequential",
            "One-sided test at planned shares of information: efficacy above the upper bound, futility below the lower one where there is one.",
            "정해진 정보량마다 단측 검정을 합니다. 위 경계를 넘으면 유효성으로, 아래 경계가 있고 그보다 낮으면 무용성으로 종료합니다.",
        ),
        (
            "i3+3",
            "Escalate where the observed DLT rate is below the equivalence interval and stay within it; above it de-escalate, unless one DLT less would be below it.",
            "관찰 DLT 발생률이 동등구간 아래면 증량, 안이면 유지합니다. 위면 감량하되, DLT가 하나 적었을 때 구간 아래가 되면 유지합니다.",
        ),
        (
            "keyboard",
            "The interval (key) with the most posterior probability decides: below the target key escalate, on it stay, above it de-escalate.",
            "사후확률이 가장 큰 구간(key)에 따라 목표 구간 아래면 증량, 목표 구간이면 유지, 위면 감량합니다.",
        ),
        (
            "mams",
            "Several treatments against one control over stages: a treatment is dropped below the futility bound, and the trial stops with a claim above the efficacy bound.",
            "여러 치료군을 하나의 대조군과 단계별로 비교합니다. 무용성 경계 아래의 치료군은 중단하고, 유효성 경계를 넘으면 성공으로 종료합니다.",
        ),
        (
            "mcp-mod",
            "A multiple contrast test over candidate dose–response shapes, adjusted for all of them; then curves of the shapes that stand out.",
            "후보 용량-반응 곡선에 대한 다중대비 검정을 다중성을 보정하여 하고, 유의한 곡선을 적합합니다.",
        ),
        (
            "mtpi-2",
            "The interval of equal width with the most posterior probability decides: escalate, stay or de-escalate; a dose too probably above the target is eliminated.",
            "너비가 같은 구간 중 사후확률이 가장 큰 구간에 따라 증량, 유지, 감량합니다. 목표를 넘을 확률이 지나치게 높은 용량은 제외합니다.",
        ),
        (
            "platform",
            "Each arm against a shared control at its end; controls from before the arm's time are left out, pooled, or adjusted for by period.",
            "각 군을 공통 대조군과 비교합니다. 그 군이 들어오기 전의 대조군은 빼거나, 합치거나, 기간으로 보정합니다.",
        ),
        (
            "predictive-probability",
            "Stop for no-go where the predictive probability of success at the end falls below the lower limit, for go where it reaches the upper one.",
            "끝에서 성공할 예측확률이 하한 아래면 중단, 상한에 이르면 진행으로 종료합니다.",
        ),
        (
            "promising-zone",
            "At the interim look the sample size is raised where the conditional power under the observed effect is promising; else it stays.",
            "중간분석에서 관찰된 효과로 계산한 조건부 검정력이 유망한 구간이면 시험대상자 수를 늘리고, 아니면 그대로 둡니다.",
        ),
        (
            "response-adaptive",
            "Patients go to an arm in proportion to its probability of being the best, within limits; arms are dropped, and the trial stops for superiority or equivalence.",
            "각 군이 최선일 확률에 비례하여 한계 안에서 환자를 배정합니다. 군을 중단하기도 하며, 우월이나 동등이 확인되면 종료합니다.",
        ),
        (
            "simon",
            "Stop after the first stage with r1 or fewer responders; go with more than r at the end.",
            "1단계에서 반응자가 r1명 이하이면 종료하고, 끝에서 r명을 넘으면 진행합니다.",
        ),
        (
            "tite-boin",
            "BOIN, with a patient whose outcome is pending counted by the follow-up so far; accrual waits while too many are pending.",
            "BOIN을 따르되 결과가 아직 없는 환자는 지금까지의 추적 기간만큼 셉니다. 대기 중인 환자가 너무 많으면 등록을 멈춥니다.",
        ),
        (
            "tite-crm",
            "CRM, with a patient without a DLT weighing by the share of the window that was followed.",
            "CRM을 따르되 DLT가 없는 환자는 관찰기간 중 추적한 비율만큼 가중합니다.",
        ),
        (
            "two-arm-trial",
            "Two randomised arms whose patients are simulated and compared by the stated analysis at each look; the trial stops where the statistic crosses a boundary of the group sequential rule.",
            "무작위 배정된 두 군의 환자를 시뮬레이션하고 중간분석마다 정한 분석법으로 비교합니다. 통계량이 집단순차 규칙의 경계를 넘으면 종료합니다.",
        ),
    )
}
