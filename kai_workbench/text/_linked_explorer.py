"""Words of the app that links animals and people."""

from ._say import Phrase

PHRASES = {
    "lx.title": Phrase(
        "How far are people from what changed in animals?",
        "사람의 노출은 동물에서 변화가 나타난 노출과 얼마나 떨어져 있을까요?",
    ),
    "lx.subtitle": Phrase(
        "One compound: organs, exposures and findings of rat, dog and human side by side.",
        "한 화합물의 장기, 노출, 소견을 랫드·개·사람에서 나란히 봅니다.",
    ),
    "lx.waiting": Phrase("Reading the studies …", "시험을 읽고 있습니다…"),
    "lx.reading": Phrase("Reading {source}", "{source} 읽는 중"),
    "lx.reading_begins": Phrase("Reading the studies", "시험을 읽는 중"),
    "lx.checking": Phrase(
        "The quality of the data is being checked; the picture is there already.",
        "데이터 품질을 점검하고 있습니다. 그림은 먼저 볼 수 있습니다.",
    ),
    "lx.nothing_weak": Phrase(
        "The data were checked and nothing was found that weakens the comparison.",
        "데이터를 점검했으며 비교를 약하게 할 만한 것을 찾지 못했습니다.",
    ),
    "lx.weak": Phrase(
        "Before you rely on it, know {n} things that are weak.", "믿기 전에 약한 점 {n}가지를 알아 두세요."
    ),
    "lx.no_comparison": Phrase(
        "No exposure of animals is here, so nothing can be compared.",
        "동물의 노출이 없어 아무것도 비교할 수 없습니다.",
    ),
    "lx.more_weak": Phrase(
        "And {n} more, below under: {where}.", "그 밖의 {n}가지는 아래 '{where}'에 있습니다."
    ),
    "lx.detail.weak": Phrase("What is weak ({n})", "약한 점 ({n})"),
    "lx.check_failed": Phrase(
        "The quality of the data could not be checked.", "데이터 품질을 점검하지 못했습니다."
    ),
    "lx.stopped": Phrase("Stopped before everything was read.", "다 읽기 전에 중단했습니다."),
    "lx.again": Phrase("Read again", "다시 읽기"),
    "lx.not_here": Phrase(
        "The data of {name} cannot be had here. KAI-101 needs none from outside.",
        "{name} 자료를 여기서 구할 수 없습니다. KAI-101은 외부 자료 없이 볼 수 있습니다.",
    ),
    "lx.bad_setting": Phrase(
        "The address held values that cannot be used and were left out: {names}.",
        "주소의 다음 값은 쓸 수 없어 제외했습니다: {names}.",
    ),
    "lx.programme": Phrase("Programme", "프로그램"),
    "lx.programme.kai-101": Phrase("KAI-101", "KAI-101"),
    "lx.programme.6576": Phrase("6576", "6576"),
    "lx.programme.acetaminophen": Phrase("Acetaminophen", "아세트아미노펜"),
    "lx.organ": Phrase("Organ", "장기"),
    "lx.organ_help": Phrase(
        "Those that changed with the dose. Or choose one in the picture.",
        "용량에 따라 변한 장기입니다. 그림에서 골라도 됩니다.",
    ),
    "lx.species_count": Phrase("{n} animal species", "동물 {n}종"),
    "lx.dose": Phrase("Dose in people", "사람의 용량"),
    "lx.expected": Phrase("AUC expected in people", "사람에서 예상하는 AUC"),
    "lx.expected_help": Phrase(
        "Nobody has measured it: your own assumption, shown as such.",
        "측정한 사람이 없으므로 직접 두는 가정이며, 가정으로 표시합니다.",
    ),
    "lx.expected_short": Phrase("expected (an assumption)", "예상값(가정)"),
    "lx.answer": Phrase(
        "At {dose}, people's exposure is {held} that at which the {species}'s {organ} first changed "
        "({finding}, {at}).",
        "{dose}에서 사람의 노출은 {species}의 {organ}에 {finding} 변화가 처음 나타난 노출({at})의 {held}입니다.",
    ),
    "lx.part": Phrase("{times} (90% {low}–{high}) of", "{times}배(90% 구간 {low}–{high})"),
    "lx.multiple": Phrase("{times} times (90% {low}–{high})", "{times}배(90% 구간 {low}–{high})"),
    "lx.part_alone": Phrase("{times} of", "{times}배"),
    "lx.multiple_alone": Phrase("{times} times", "{times}배"),
    "lx.expected_caveat": Phrase(
        "The exposure of people is an assumption: the interval holds the animals' uncertainty alone.",
        "사람의 노출은 가정이므로 구간에는 동물의 불확실성만 들어 있습니다.",
    ),
    "lx.also": Phrase("{species} ({at}): {held} that.", "{species}({at}) 기준: {held}."),
    "lx.answer_animals": Phrase(
        "The {organ} first changed in {told}. Nobody has measured {compound} in people in public.",
        "{organ}에 변화가 처음 나타난 곳: {told}. 공개된 자료에서 {compound}의 사람 노출은 측정된 적이 없습니다.",
    ),
    "lx.change": Phrase(
        "{species} at {at} ({finding}), AUC {auc} ng·h/mL (90% {low}–{high})",
        "{species} {at}, {finding}, AUC {auc} ng·h/mL(90% 구간 {low}–{high})",
    ),
    "lx.answer_exposure": Phrase(
        "After {dose} of {compound}, people's exposure is about {held} that measured in the {species} after "
        "{at}; how sure that is, nobody can say from these data.",
        "{compound} {dose} 투여 후 사람의 노출은 {species} {at}에서 측정한 노출의 약 {held}입니다. 이 자료로는 "
        "얼마나 확실한지 알 수 없습니다.",
    ),
    "lx.answer_clearance": Phrase(
        "After {dose} of {compound}, people's exposure is about {held} that of the {species} after {at}: both are "
        "dose over published clearance, and how sure that is, nobody can say from these data.",
        "{compound} {dose} 투여 후 사람의 노출은 {species} {at}에서의 노출의 약 {held}입니다. 둘 다 용량을 문헌의 청소율로 "
        "나눈 값이며, 이 자료로는 얼마나 확실한지 알 수 없습니다.",
    ),
    "lx.answer_nothing": Phrase(
        "Nothing of {compound} can be compared yet.", "{compound}에서 아직 비교할 것이 없습니다."
    ),
    "lx.small": Phrase(
        "Exposure: mean AUC of the group on the last day sampled; the interval is that of the mean, not of one "
        "person. First change: lowest dose above the control's incidence, where the trend has p ≤ 0.05. "
        "Sources: {sources}.",
        "노출은 마지막 채혈일의 군 평균 AUC이고, 구간은 평균의 구간이며 한 사람의 구간이 아닙니다. 처음 나타난 변화란 "
        "용량 경향이 p ≤ 0.05인 소견의 발생률이 대조군을 넘는 가장 낮은 용량입니다. 출처: {sources}.",
    ),
    "lx.small_values": Phrase(
        "Single published values, their uncertainty not known; of 70 kg people. Sources: {sources}.",
        "불확실성을 알 수 없는 문헌값 하나씩이며, 사람은 70 kg으로 보았습니다. 출처: {sources}.",
    ),
    "lx.levels_help": Phrase(
        "In animals: the lowest dose at which ToxRefDB tells of an effect; its public summary does not say in which "
        "species. In people: ranks of the concern for liver and heart. What is not told is not the same as safe.",
        "동물: ToxRefDB가 영향을 알리는 가장 낮은 용량이며, 공개 요약에는 종이 적혀 있지 않습니다. 사람: 간·심장 손상 "
        "우려의 등급. 자료에 없다는 것이 안전하다는 뜻은 아닙니다.",
    ),
    "lx.atlas": Phrase("Organs of animals and people", "동물과 사람의 장기"),
    "lx.ladder": Phrase("Exposure from animal to human", "동물에서 사람까지의 노출"),
    "lx.source.each": Phrase("each measured", "개체별 측정"),
    "lx.source.pool": Phrase("pooled, one value", "합동 채혈, 값 하나"),
    "lx.source.sparse": Phrase("sparse samples (Bailer)", "희소 채혈(Bailer법)"),
    "lx.source.curve": Phrase("measured curve", "측정한 곡선"),
    "lx.source.clearance": Phrase("dose / clearance", "용량 / 청소율"),
    "lx.source.expected": Phrase("an assumption", "가정"),
    "lx.missing.6576_people": Phrase(
        "6576 has never been measured in people in public: its human side stays empty.",
        "6576의 사람 자료는 공개된 것이 없어 사람 쪽은 비워 둡니다.",
    ),
    "lx.missing.public": Phrase(
        "No compound in public has both an animal study (SEND) and a clinical one (SDTM).",
        "동물 시험(SEND)과 임상시험(SDTM)이 모두 공개된 화합물은 없습니다.",
    ),
    "lx.missing.organs": Phrase(
        "No public study of acetaminophen counts the animals affected organ by organ, so there is no atlas.",
        "아세트아미노펜에는 장기별로 이상 동물 수를 센 공개 시험이 없어 장기 그림을 그리지 않습니다.",
    ),
    "lx.missing.metabolite": Phrase(
        "In CvTdb its curves in people, dog and mouse followed phenacetin: there it is a metabolite, and they "
        "are not used here.",
        "CvTdb에서 사람·개·마우스의 곡선은 페나세틴 투여 뒤의 것(대사체)이라 여기서는 쓰지 않습니다.",
    ),
    "lx.trend_caveat": Phrase(
        "The trends are not adjusted for the number of findings tested: a place to look, not a verdict.",
        "용량 경향의 p값은 검정한 소견 수로 보정하지 않았습니다. 판정이 아니라 살펴볼 곳입니다.",
    ),
    "lx.detail.concordance": Phrase("Organ by organ: animals and people", "장기별 비교: 동물과 사람"),
    "lx.detail.links": Phrase("Links and their evidence ({n})", "연결과 그 근거 ({n})"),
    "lx.detail.later": Phrase("Later people: trials and hospital", "이후의 사람 자료: 임상시험과 병원"),
    "lx.later_help": Phrase(
        "Persons with the event at least once / all of the arm or the hospital, and the 95% interval of their share. "
        "The atlas and the ladder above show the first study of rising doses alone: what was watched for longer "
        "is not counted with it. A trial's events that name no organ are listed under what is weak.",
        "이상사례가 한 번이라도 있던 사람 수 / 그 군(병원은 투여받은 사람) 전체, 괄호 안은 그 비율의 95% 구간. 위의 장기 지도와 "
        "노출 사다리는 용량을 올려 간 첫 시험만 보여 줍니다. 관찰 기간이 다른 자료는 함께 세지 않습니다. 장기에 연결되지 "
        "않은 시험의 이상사례는 '약한 점'에 있습니다.",
    ),
    "lx.later_control": Phrase("Control", "대조군"),
    "lx.caption.later": Phrase("Study {study}: adverse events by arm", "시험 {study}: 군별 이상사례"),
    "lx.caption.hospital": Phrase(
        "Hospital records (OMOP): what began in {n} persons while they were given it",
        "병원 기록(OMOP): 투여받은 {n}명에게서 투여 기간에 시작된 것",
    ),
    "lx.table.finding": Phrase("Finding", "소견"),
    "lx.table.persons": Phrase("Persons", "사람 수"),
    "lx.detail.exposure": Phrase("Exposures and margins", "노출과 안전역"),
    "lx.concordance_help": Phrase(
        "In animals: microscopic findings that grow with the dose. In people: adverse events brought to an organ "
        "by a rule, which is a proposal to be judged.",
        "동물: 용량에 따라 늘어난 조직병리 소견. 사람: 규칙으로 장기에 연결한 이상사례이며, 사람이 판단할 제안입니다.",
    ),
    "lx.agreement.all_affected": Phrase("all affected", "모두 이상"),
    "lx.agreement.none_affected": Phrase("none affected", "모두 이상 없음"),
    "lx.agreement.differ": Phrase("differ", "서로 다름"),
    "lx.state.affected": Phrase("{finding}, from {at}", "{finding}, {at}부터"),
    "lx.state.examined": Phrase("examined, no trend", "검사함, 경향 없음"),
    "lx.state.not_examined": Phrase("not examined", "검사 안 함"),
    "lx.state.not_told": Phrase("not told", "자료에 없음"),
    "lx.weight.relative to body weight": Phrase(
        "organ weight, relative to body weight", "장기 무게(체중 대비)"
    ),
    "lx.weight.absolute": Phrase("organ weight, absolute", "장기 무게(절대값)"),
    "lx.weight.relative to brain weight": Phrase(
        "organ weight, relative to brain weight", "장기 무게(뇌 무게 대비)"
    ),
    "lx.weight.nos": Phrase("organ weight", "장기 무게"),
    "lx.animal": Phrase("Animals (species not told)", "동물(종 표시 없음)"),
    "lx.no_trend": Phrase(
        "Looked at without a change that grows with the dose: {organs}.",
        "검사했으나 용량에 따라 늘어나는 변화가 없었던 장기: {organs}.",
    ),
    "lx.agree": Phrase("Agree and read them", "동의하고 읽기"),
    "lx.agree_help": Phrase(
        "These data sets are read only after you agree to their terms.",
        "다음 자료는 이용 조건에 동의해야 읽습니다.",
    ),
    "lx.gaps": Phrase("Could not be had here: {names}.", "여기서 구하지 못한 자료: {names}."),
    "lx.table.organ": Phrase("Organ", "장기"),
    "lx.table.agreement": Phrase("Agreement", "일치"),
    "lx.table.species": Phrase("Species", "종"),
    "lx.table.dose": Phrase("Dose", "용량"),
    "lx.table.exposure": Phrase("AUC (ng·h/mL)", "AUC (ng·h/mL)"),
    "lx.table.i90": Phrase("90% interval", "90% 구간"),
    "lx.table.margin": Phrase("Times the human (90%)", "사람 대비 배수(90%)"),
    "lx.table.n": Phrase("n", "n(수)"),
    "lx.table.source": Phrase("How", "방법"),
    "lx.table.kind": Phrase("Kind", "종류"),
    "lx.table.between": Phrase("Between", "사이"),
    "lx.table.status": Phrase("Status", "상태"),
    "lx.table.by": Phrase("By", "주장한 이"),
    "lx.table.why": Phrase("Reason", "이유"),
    "lx.caption.concordance": Phrase(
        "{n} of {all} organs changed in some species.", "장기 {all}개 중 {n}개가 어느 종에서든 변했습니다."
    ),
    "lx.caption.exposure": Phrase("Every dose group, with its margin.", "용량군마다의 노출과 안전역."),
    "lx.caption.links": Phrase("{n} links of this programme.", "이 프로그램의 연결 {n}개."),
    "lx.kind.same_compound": Phrase("same compound", "같은 화합물"),
    "lx.kind.metabolite_of": Phrase("metabolite of", "대사체"),
    "lx.kind.same_organ": Phrase("same organ", "같은 장기"),
    "lx.kind.same_effect": Phrase("same effect", "같은 영향"),
    "lx.kind.species_scaling": Phrase("species scaling", "종간 환산"),
    "lx.status.proposed": Phrase("proposed", "제안됨"),
    "lx.status.confirmed": Phrase("confirmed", "확정"),
    "lx.status.rejected": Phrase("rejected", "기각"),
    "lx.link": Phrase("Link to judge", "판단할 연결"),
    "lx.link_help": Phrase("Type to search.", "입력해 찾으세요."),
    "lx.links_help": Phrase(
        "Rules propose; people decide. Nothing is overwritten: every decision is kept with its name, reason and "
        "time.",
        "규칙은 제안하고, 사람이 결정합니다. 덮어쓰는 일은 없으며 모든 결정이 이름·이유·시각과 함께 남습니다.",
    ),
    "lx.workspace_kept": Phrase("Written to the workspace {folder}.", "작업 공간 {folder}에 기록합니다."),
    "lx.workspace_temporary": Phrase(
        "Written to a temporary workspace that goes when this page's kernel ends. Set {variable} to a folder to "
        "keep decisions; download the table to take them along.",
        "이 페이지의 커널이 끝나면 사라지는 임시 작업 공간에 기록합니다. 결정을 남기려면 {variable}에 폴더를 지정하고, "
        "가져가려면 표를 내려받으세요.",
    ),
    "lx.who": Phrase("Your name", "이름"),
    "lx.why": Phrase("Reason", "이유"),
    "lx.confirm": Phrase("Confirm", "확정"),
    "lx.reject": Phrase("Reject", "기각"),
    "lx.confirmed": Phrase(
        "Confirmed by {who}; written to the audit trail.", "{who} 님이 확정했고 감사 기록에 남겼습니다."
    ),
    "lx.rejected": Phrase(
        "Rejected by {who}; written to the audit trail.", "{who} 님이 기각했고 감사 기록에 남겼습니다."
    ),
    "lx.evidence": Phrase("Rests on: {method}.", "근거: {method}."),
    "lx.confidence": Phrase(
        "How far the rule is trusted: {value} of 1. Evidence {hash}.",
        "규칙의 신뢰도: {value} / 1. 근거 지문 {hash}.",
    ),
    "lx.links_csv": Phrase("Links with their history (CSV)", "연결과 이력(CSV)"),
    "lx.exposure_csv": Phrase("Exposures (CSV)", "노출(CSV)"),
    "lx.concordance_csv": Phrase("Organ by organ (CSV)", "장기별 비교(CSV)"),
    "error.lx_no_link": Phrase("No link is chosen. Choose one.", "고른 연결이 없습니다. 하나를 고르십시오."),
    "error.lx_no_name": Phrase(
        "A decision needs a name. Write yours.", "결정에는 이름이 필요합니다. 이름을 적으십시오."
    ),
    "error.lx_no_reason": Phrase(
        "A decision needs a reason. Write one in a sentence.",
        "결정에는 이유가 필요합니다. 한 문장으로 적으십시오.",
    ),
}
