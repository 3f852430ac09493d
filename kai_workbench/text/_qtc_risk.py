"""Words of the app and the pictures that ask whether a drug prolongs QTc."""

from ._say import Phrase

PHRASES = {
    "qtc.title": Phrase(
        "Will this drug prolong QTc at clinical exposure?",
        "이 약은 임상 노출에서 QTc를 연장시킬까요?",
    ),
    "qtc.subtitle": Phrase(
        "From block of hERG in cells, over the free peak concentration, to milliseconds in people.",
        "세포에서 잰 hERG 차단에서, 비결합 최고농도를 거쳐, 사람의 밀리초(ms)까지.",
    ),
    "qtc.answer": Phrase(
        "{drug} at {times} its free Cmax ({free} nM): QTc longer by {ddqtc} ms (90% {lo}–{hi}); "
        "the probability of more than 10 ms is {p}.",
        "{drug}, 비결합 Cmax의 {times}({free} nM)에서 QTc 연장 {ddqtc} ms(90% 신용구간 {lo}–{hi}), "
        "10 ms를 넘을 확률은 {p}입니다.",
    ),
    "qtc.answer_seen": Phrase(
        " The clinic saw {seen} ms ({lo}–{hi}).", " 임상시험에서는 {seen} ms({lo}–{hi})였습니다."
    ),
    "qtc.small": Phrase(
        "The upper bound of the 90% interval is {upper} ms; ICH E14 asks for less than 10. hERG is blocked by "
        "{block}% ({block_lo}–{block_hi}), and IC50 is {margin} times the free Cmax ({margin_lo}–{margin_hi}). "
        "Milliseconds per block learnt from {reference}: {source}.",
        "90% 구간의 상한은 {upper} ms이며 ICH E14 기준은 10 ms 미만입니다. hERG 차단 {block}%({block_lo}–{block_hi}), "
        "IC50은 비결합 Cmax의 {margin}배({margin_lo}–{margin_hi})입니다. 차단과 밀리초의 관계는 {reference}에서 "
        "배웠습니다: {source}.",
    ),
    "qtc.once": Phrase("1×", "1배"),
    "qtc.many": Phrase("{n}×", "{n}배"),
    "qtc.under": Phrase("under 1%", "1% 미만"),
    "qtc.over": Phrase("over 99%", "99% 초과"),
    "qtc.waiting": Phrase("Reading cells and clinical studies …", "세포 자료와 임상시험을 읽고 있습니다…"),
    "qtc.stopped": Phrase("Stopped before there was an answer.", "답을 얻기 전에 중단했습니다."),
    "qtc.again": Phrase("Start again", "다시 시작"),
    "qtc.stage_read": Phrase("Reading the data", "자료를 읽는 중"),
    "qtc.stage_block": Phrase("Half-blocking concentration from the cells", "세포 자료로 IC50를 구하는 중"),
    "qtc.stage_slope": Phrase("Slope of the clinical study", "임상시험의 기울기를 구하는 중"),
    "qtc.fallback": Phrase(
        "These drugs are invented: the real data could not be fetched.\n"
        "To use CiPA’s cells and the clinical studies, run “kai data fetch cipa” and “kai data fetch cqt” on a "
        "machine with internet, or set KAI_DATA_MIRROR to a folder that holds them, and reload.",
        "지어낸 약물입니다. 실제 자료를 가져오지 못했습니다.\n"
        "CiPA 세포 자료와 임상시험을 쓰려면 인터넷이 되는 컴퓨터에서 “kai data fetch cipa”와 “kai data fetch cqt”를 "
        "실행하거나, 자료가 든 폴더를 KAI_DATA_MIRROR로 알려 준 뒤 새로 고치세요.",
    ),
    "qtc.bad_setting": Phrase(
        "The address held settings that cannot be used and were left out: {names}.",
        "주소에 쓸 수 없는 설정이 있어 뺐습니다: {names}.",
    ),
    # Controls
    "qtc.drug": Phrase("Drug", "약물"),
    "qtc.drug_help": Phrase("Type to search.", "이름을 입력해 찾으세요."),
    "qtc.hint_clinical": Phrase("with clinical data", "임상자료 있음"),
    "qtc.hint_own": Phrase("own table", "올린 표"),
    "qtc.data": Phrase("Data", "자료"),
    "qtc.data_real": Phrase("Real drugs", "실제 약물"),
    "qtc.data_synthetic": Phrase("Synthetic", "합성"),
    "qtc.exposure": Phrase("Peak concentration given as", "최고농도 입력 방식"),
    "qtc.exposure_free": Phrase("Free", "비결합"),
    "qtc.exposure_total": Phrase("Total", "총 농도"),
    "qtc.free": Phrase("Free Cmax", "비결합 Cmax"),
    "qtc.cmax": Phrase("Total Cmax", "총 Cmax"),
    "qtc.fu": Phrase("Fraction unbound in plasma", "혈장 비결합 분율"),
    "qtc.mass": Phrase("Molar mass", "몰질량"),
    "qtc.times": Phrase("Exposure asked about, × Cmax", "묻는 노출(Cmax의 배수)"),
    "qtc.times_help": Phrase(
        "Above 1 for an interaction, poor metabolism or overdose.",
        "상호작용, 대사능 저하, 과량복용을 보려면 1보다 크게.",
    ),
    "qtc.uncertain": Phrase("Free Cmax is known within (90%)", "비결합 Cmax의 불확실성(90%)"),
    "qtc.fold": Phrase("fold", "배"),
    "qtc.herg": Phrase("Block of hERG", "hERG 차단"),
    "qtc.herg_cells": Phrase("From cells", "세포 자료"),
    "qtc.herg_own": Phrase("My numbers", "직접 입력"),
    "qtc.ic50": Phrase("IC50", "IC50(반차단 농도)"),
    "qtc.ic50_fold": Phrase("IC50 is known within (90%)", "IC50의 불확실성(90%)"),
    "qtc.hill": Phrase("Hill coefficient", "힐 계수"),
    "qtc.hill_fold": Phrase("Hill coefficient is known within (90%)", "힐 계수의 불확실성(90%)"),
    "qtc.own": Phrase("A table of your own cells", "자체 세포 자료 올리기"),
    "qtc.upload": Phrase("Concentration and block, one row a cell", "농도와 차단율(세포마다 한 행)"),
    "qtc.upload_help": Phrase(
        "CSV, XLSX or Parquet, at most {limit} MB. It stays in this session: it is not in the address, "
        "and is gone when you reload.",
        "CSV, XLSX, Parquet, {limit} MB 이하. 이 화면에만 머물며 주소에는 들어가지 않고, 새로 고치면 사라집니다.",
    ),
    "qtc.template": Phrase("Download a template", "서식 내려받기"),
    "qtc.own_read": Phrase(
        "{name}: {n} cells were read. Set the exposure of your drug.",
        "{name}: 세포 {n}개를 읽었습니다. 약물의 노출을 정하세요.",
    ),
    "qtc.experts": Phrase("Assumptions (for experts)", "가정(전문가용)"),
    "qtc.reference": Phrase("Learn milliseconds per block from", "차단과 ms의 관계를 배울 약물"),
    "qtc.departure": Phrase("Drugs differ from it within (90%)", "약물 사이의 차이(90%)"),
    "qtc.departure_help": Phrase(
        "How far the milliseconds for the same block may differ between drugs. An assumption of ours: 1.5-fold.",
        "같은 차단에서 연장되는 ms가 약물마다 얼마나 다를 수 있는지. 기본값 1.5배는 저희의 가정입니다.",
    ),
    "qtc.reset": Phrase("Put the drug’s own values back", "이 약물의 기본값으로"),
    # Diagnosis
    "qtc.verdict.trust": Phrase(
        "Enough for a first judgement; it takes block of hERG to be all that acts.",
        "첫 판단에 쓸 만합니다. 다만 hERG 차단만 작용한다고 봅니다.",
    ),
    "qtc.verdict.look": Phrase(
        "Read this before you rely on it.", "그대로 믿기 전에 아래 내용을 읽어 보세요."
    ),
    "qtc.verdict.do_not_use": Phrase(
        "The data do not tell block and slope well enough.", "자료만으로는 차단이나 기울기를 알기 어렵습니다."
    ),
    "qtc.why.currents": Phrase(
        "{drug} also blocks {currents} at this exposure, which shortens: people show less than hERG alone foretells.",
        "{drug}은(는) 이 노출에서 {currents}도 차단하며 이는 QT를 줄이므로, 사람에서는 hERG만으로 예측한 것보다 덜 연장됩니다.",
    ),
    "qtc.why.current": Phrase("{name} by {block}%", "{name} {block}%"),
    "qtc.why.reference": Phrase(
        "The milliseconds were learnt from this very drug, so prediction and clinic agree by construction.",
        "바로 이 약물에서 배운 값이므로 예측과 임상이 맞는 것은 당연합니다.",
    ),
    "qtc.why.differs": Phrase(
        "The clinic saw {ratio} times what hERG foretells: believe the clinic.",
        "임상에서 본 값은 예측의 {ratio}배입니다. 임상 값을 믿으세요.",
    ),
    "qtc.why.beyond": Phrase(
        "The clinical study held concentrations up to {top}× of this free Cmax; it says nothing above.",
        "임상시험의 농도는 이 비결합 Cmax의 {top}배까지이며, 그 위는 알 수 없습니다.",
    ),
    "qtc.why.extrapolated": Phrase(
        "More of hERG is blocked than in the reference drug’s study ({block}%): milliseconds are extrapolated.",
        "기준 약물의 시험에서보다 hERG가 더 많이 차단되어({block}%) ms 값은 외삽입니다.",
    ),
    "qtc.why.draws": Phrase(
        "Effective draws: {block} for the block, {slope} for the slope (400 or more are wanted).",
        "유효표본크기: 차단 {block}, 기울기 {slope}(400 이상이어야 함).",
    ),
    "qtc.why.assumes": Phrase(
        "The interval holds the cells, the reference study, how far Cmax is known, and how far drugs differ. "
        "It is about the mean effect, not about single persons.",
        "구간에는 세포 자료, 기준 시험, Cmax의 불확실성, 약물 사이의 차이가 들어 있습니다. 평균 효과에 관한 것이며 "
        "한 사람 한 사람에 관한 것이 아닙니다.",
    ),
    # Details
    "qtc.detail.table": Phrase("Table and downloads", "표와 내려받기"),
    "qtc.detail.block": Phrase("Block of hERG in cells", "세포에서 잰 hERG 차단"),
    "qtc.detail.multiples": Phrase("At multiples of the free Cmax", "비결합 Cmax의 배수마다"),
    "qtc.csv": Phrase("Download CSV", "CSV 내려받기"),
    "qtc.table.quantity": Phrase("Quantity", "양"),
    "qtc.table.over": Phrase("P(> 10 ms)", "10 ms를 넘을 확률"),
    "qtc.quantity.free_cmax": Phrase("Free Cmax", "비결합 Cmax"),
    "qtc.quantity.ic50": Phrase("IC50 of hERG", "hERG의 IC50"),
    "qtc.quantity.hill": Phrase("Hill coefficient", "힐 계수"),
    "qtc.quantity.margin": Phrase("Safety margin, IC50 / free Cmax", "안전역(IC50 / 비결합 Cmax)"),
    "qtc.quantity.block": Phrase("hERG blocked", "hERG 차단율"),
    "qtc.quantity.ddqtc": Phrase("ΔΔQTc, foretold", "ΔΔQTc 예측"),
    "qtc.quantity.seen": Phrase("ΔΔQTc, seen in the clinic", "ΔΔQTc 임상 관찰"),
    "qtc.caption.summary": Phrase("{drug} at {times} of its free Cmax", "{drug}, 비결합 Cmax의 {times}"),
    "qtc.caption.multiples": Phrase(
        "ΔΔQTc (ms) of {drug}: median and 90% interval", "{drug}의 ΔΔQTc(ms): 중앙값과 90% 구간"
    ),
    # Pictures
    "qtc.picture": Phrase(
        "Prolongation of QTc against exposure, with its uncertainty.", "노출에 따른 QTc 연장과 그 불확실성."
    ),
    "qtc.dots_picture": Phrase(
        "Prolongation as twenty dots of equal chance.", "확률이 같은 점 스무 개로 본 연장."
    ),
    "qtc.axis.exposure": Phrase(
        "Free concentration, as a multiple of the free Cmax (1× = {free} nM)",
        "비결합 농도, 비결합 Cmax의 배수(1배 = {free} nM)",
    ),
    "qtc.axis.ddqtc": Phrase("ΔΔQTc (ms)", "QTc 연장, ΔΔQTc(ms)"),
    "qtc.axis.concentration": Phrase("Concentration in the bath (nM)", "세포 용액의 농도(nM)"),
    "qtc.axis.block": Phrase("hERG blocked (%)", "hERG 차단율(%)"),
    "qtc.foretold": Phrase("Foretold from hERG", "hERG로 예측"),
    "qtc.seen": Phrase("Clinical slope", "임상 기울기"),
    "qtc.measured": Phrase("Mean in people", "사람에서 평균"),
    "qtc.measured_key": Phrase("Means in people", "사람에서 잰 평균"),
    "qtc.limit": Phrase("{limit} ms (ICH E14)", "한계 {limit} ms(ICH E14)"),
    "qtc.asked": Phrase("{times}× Cmax", "Cmax의 {times}배"),
    "qtc.multiple": Phrase("Multiple of the free Cmax", "비결합 Cmax의 배수"),
    "qtc.cell": Phrase("One cell", "세포 하나"),
    "qtc.free_line": Phrase("free Cmax {free} nM", "비결합 Cmax {free} nM"),
    "qtc.dots_told": Phrase(
        "{right} of {dots} dots lie below 10 ms", "점 {dots}개 중 {right}개가 10 ms 아래"
    ),
    "qtc.tells": Phrase(
        "Prolongation of QTc against the multiple of the free Cmax on a logarithmic axis; at {times} times: {rows}. "
        "The limit is {limit} ms.",
        "비결합 Cmax의 배수(로그 축)에 따른 QTc 연장. {times}배에서 {rows}. 한계는 {limit} ms.",
    ),
    "qtc.tells_block": Phrase(
        "Block of hERG against concentration; IC50 {ic50} nM (90% {lo90} – {hi90}), {n} cells.",
        "농도에 따른 hERG 차단. IC50 {ic50} nM(90% {lo90} – {hi90}), 세포 {n}개.",
    ),
    "error.qtc_not_ready": Phrase(
        "There is no prediction yet. Wait a moment, then try again.",
        "아직 예측이 없습니다. 잠시 뒤 다시 해 주세요.",
    ),
}
