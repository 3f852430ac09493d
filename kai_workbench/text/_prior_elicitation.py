"""Words of the app that turns a judgement into a prior."""

from ._say import Phrase

PHRASES = {
    "elicit.title": Phrase("What do we believe before the data?", "자료를 보기 전에 우리는 무엇을 믿나요?"),
    "elicit.subtitle": Phrase(
        "Say it as three quantiles, or lay chips; it becomes a prior that a model can take.",
        "세 분위수로 말하거나 칩을 놓으면, 모형에 넣을 수 있는 사전분포가 됩니다.",
    ),
    "elicit.answer": Phrase(
        "{title}: {family} with median {median} {unit}, 90% between {lo} and {hi}.",
        "{title}: {family}, 중앙값 {median} {unit}, 90% 구간 {lo}–{hi}.",
    ),
    "elicit.small": Phrase(
        "In PyMC: {code}. It misses what you said by {miss} percentage points at most.",
        "PyMC 코드: {code}. 말한 것과의 차이는 최대 {miss} 퍼센트포인트입니다.",
    ),
    "elicit.none": Phrase("{title}: no prior yet.", "{title}: 아직 쓸 수 있는 사전분포가 없습니다."),
    "elicit.nearest": Phrase(
        "The nearest, a {family}, misses what you said by {miss} percentage points. Picture and table show where.",
        "가장 가까운 {family}도 말한 것과 {miss} 퍼센트포인트 다릅니다. 그림과 표에서 어디가 다른지 볼 수 있습니다.",
    ),
    "elicit.nothing": Phrase("Nothing can be made of this yet.", "아직 분포를 만들 수 없습니다."),
    "elicit.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    "elicit.quantity": Phrase("Quantity", "양"),
    "elicit.quantity.clearance": Phrase("Human clearance", "사람의 청소율"),
    "elicit.quantity.volume": Phrase("Volume of distribution (steady state)", "정상상태 분포용적"),
    "elicit.quantity.half_life": Phrase("Half-life", "반감기"),
    "elicit.quantity.ic50": Phrase("IC50", "반차단 농도(IC50)"),
    "elicit.quantity.fraction": Phrase("Response rate, or another share", "반응률 등 비율"),
    "elicit.way": Phrase("Say it with", "말하는 방법"),
    "elicit.way_quantiles": Phrase("Quantiles", "분위수"),
    "elicit.way_chips": Phrase("Chips", "칩"),
    "elicit.q05": Phrase("Hardly less than (5%)", "거의 이보다 작지 않음(5%)"),
    "elicit.q50": Phrase("As likely above as below (50%)", "절반은 위, 절반은 아래(50%)"),
    "elicit.q95": Phrase("Hardly more than (95%)", "거의 이보다 크지 않음(95%)"),
    "elicit.chips": Phrase("Lay your chips where you believe it lies", "있을 법한 칸에 칩을 놓으세요"),
    "elicit.chips_help": Phrase(
        "Twenty are plenty; each is worth the same chance. Click a column, or type under it.",
        "스무 개면 충분하며 하나하나의 확률이 같습니다. 칸을 누르거나 아래에 숫자를 넣으세요.",
    ),
    "elicit.chips_bin": Phrase("{name}: chips", "{name}: 칩 수"),
    "elicit.chips_count": Phrase("{n} chips laid", "칩 {n}개를 놓음"),
    "elicit.family": Phrase("Family", "분포"),
    "elicit.family.best": Phrase("best", "최적"),
    "elicit.family.lognormal": Phrase("lognormal", "로그정규분포"),
    "elicit.family.normal": Phrase("normal", "정규분포"),
    "elicit.family.gamma": Phrase("gamma", "감마분포"),
    "elicit.family.student_t": Phrase("Student t", "스튜던트 t 분포"),
    "elicit.family.beta": Phrase("beta", "베타분포"),
    "elicit.reset": Phrase("Begin anew", "처음부터"),
    "elicit.verdict.trust": Phrase(
        "The distribution says what you said.", "분포가 말한 것을 그대로 담았습니다."
    ),
    "elicit.verdict.look": Phrase(
        "The distribution does not say quite what you said: compare below.",
        "분포가 말한 것과 조금 다릅니다. 아래에서 견주어 보세요.",
    ),
    "elicit.verdict.do_not_use": Phrase(
        "No distribution here comes near to what you said. Are there two humps, or one long tail?",
        "말한 것에 가까운 분포가 없습니다. 봉우리가 둘이거나 한쪽 꼬리가 긴 것은 아닌가요?",
    ),
    "elicit.why.tails": Phrase(
        "It puts 1% below {low} and 1% above {high} {unit}. Would that surprise you?",
        "이 분포는 {low} {unit} 아래에 1%, {high} {unit} 위에 1%를 둡니다. 뜻밖인가요?",
    ),
    "elicit.picture": Phrase("The prior, beside what was said of it.", "사전분포와 말한 내용."),
    "elicit.tells": Phrase(
        "{title}: {family} prior, median {median} {unit}, 90% between {lo} and {hi}.",
        "{title}: {family} 사전분포, 중앙값 {median} {unit}, 90% 구간 {lo}–{hi}.",
    ),
    "elicit.detail.table": Phrase(
        "What you said, what it says, and downloads", "말한 것, 분포의 값, 내려받기"
    ),
    "elicit.table.probability": Phrase("Probability", "확률"),
    "elicit.table.said": Phrase("You said", "말한 값"),
    "elicit.table.miss": Phrase("misses by (percentage points)", "차이(퍼센트포인트)"),
    "elicit.caption": Phrase("Quantiles, {unit}", "분위수, {unit}"),
    "elicit.share": Phrase("share", "비율"),
    "elicit.csv": Phrase("Download CSV", "CSV 내려받기"),
    "error.elicit_not_ready": Phrase(
        "There is no prior yet. Say something first.", "아직 사전분포가 없습니다. 먼저 값을 넣으세요."
    ),
    "error.elicit_few": Phrase(
        "{n} pairs of a probability and a value are too few. Give two or more.",
        "확률과 값의 쌍이 {n}개뿐입니다. 두 개 이상 넣으세요.",
    ),
    "error.elicit_order": Phrase(
        "the values {values} do not rise with their probabilities. Put them in order.",
        "값 {values}이(가) 확률 순서대로 커지지 않습니다. 순서대로 넣으세요.",
    ),
    "error.elicit_support": Phrase(
        "no family of distributions can hold the values {values}. Choose the normal or the Student t.",
        "값 {values}을(를) 담을 수 있는 분포가 없습니다. 정규분포나 스튜던트 t 분포를 고르세요.",
    ),
    "error.elicit_chips": Phrase(
        "{bins} bins of chips do not go with {edges} edges. Give one edge more than bins, and no negative number.",
        "칩의 칸 {bins}개와 경계 {edges}개가 맞지 않습니다. 경계는 칸보다 하나 많아야 하고 음수는 쓸 수 없습니다.",
    ),
    "error.elicit_one_bin": Phrase(
        "chips lie in {n} bin. Lay them into two or more.",
        "칩이 놓인 칸이 {n}개입니다. 두 칸 이상에 놓으세요.",
    ),
}
