"""``kai fit``: what each model is for, and what its table must hold."""

from ._say import Phrase

_PK = Phrase(
    "NONMEM's columns: ID, TIME, AMT, DV; where needed EVID, MDV, CMT, RATE, II, ADDL, SS, BLQ, LLOQ, OCC and "
    "covariates.",
    "NONMEM 형식의 열: ID, TIME, AMT, DV. 필요하면 EVID, MDV, CMT, RATE, II, ADDL, SS, BLQ, LLOQ, OCC와 공변량.",
)
_PKPD = Phrase(
    "As of population-pk, and DVID: 1 where DV is a concentration, 2 where it is a response.",
    "population-pk와 같고 DVID를 더합니다. DV가 농도이면 1, 반응이면 2.",
)
_TUMOUR = Phrase(
    "A row a measurement: subject, time (since the start of treatment), size; exposure where a treatment is "
    "modelled.",
    "측정마다 한 행: subject, time(치료 시작 이후), size. 치료를 모형에 넣으면 exposure.",
)

_PURPOSES = {
    "benchmark-dose": Phrase(
        "The dose at which a stated extra risk is reached", "정한 추가 위험에 이르는 용량"
    ),
    "biomarker-response": Phrase(
        "Which expressions, mutations and copy numbers foretell response",
        "반응을 예측하는 발현·돌연변이·복제수",
    ),
    "claret": Phrase("Tumour growth, kill by the drug and resistance", "종양 성장, 약물 사멸, 내성"),
    "concentration-qtc": Phrase("How QTc changes with concentration", "농도에 따른 QTc 변화"),
    "continuous-benchmark-dose": Phrase(
        "The dose at which a measured response changes by a stated amount",
        "측정 반응이 정한 만큼 변하는 용량",
    ),
    "cross-species": Phrase(
        "Human clearance or volume from animals', learnt from many compounds",
        "여러 화합물에서 배워 동물 값으로 예측하는 사람의 청소율·분포용적",
    ),
    "dose-toxicity-across-sites": Phrase(
        "How toxicity rises with dose, where sites differ", "기관 차이를 고려한 용량-독성 관계"
    ),
    "effect-compartment": Phrase(
        "An effect that lags behind the concentration", "농도보다 늦게 나타나는 효과"
    ),
    "exnex": Phrase(
        "Response rates of strata that may or may not be alike", "서로 비슷할 수도 다를 수도 있는 층의 반응률"
    ),
    "exposure-response": Phrase("How a response rises with exposure", "노출에 따른 반응"),
    "hepatic-safety": Phrase(
        "Peaks of ALT and bilirubin, and the chance of Hy's law", "ALT·빌리루빈 최고치와 Hy 법칙 가능성"
    ),
    "herg-block": Phrase("IC50 of hERG block, drug by drug", "약물별 hERG 차단 IC50"),
    "indirect-response": Phrase(
        "A drug that changes how a response is made or lost", "반응의 생성이나 소실을 바꾸는 약물"
    ),
    "map-prior": Phrase(
        "What earlier studies say about the next one", "이전 연구가 다음 연구에 대해 말하는 것"
    ),
    "organ-concordance": Phrase(
        "What a finding in an organ of an animal says about people", "동물 장기 소견이 사람에 대해 말하는 것"
    ),
    "piecewise-exponential": Phrase(
        "Survival with a hazard by interval, and a hazard ratio", "구간별 위험과 위험비로 보는 생존"
    ),
    "population-pk": Phrase(
        "Concentrations of many subjects: typical values, differences, residual error",
        "여러 대상의 농도: 전형값, 개인차, 잔차",
    ),
    "population-pk-across-sites": Phrase(
        "The same over sites, with patients integrated out", "여러 기관의 집단약동학, 환자 효과는 적분"
    ),
    "simeoni": Phrase(
        "Growth of xenografts, and a kill that takes its time", "이종이식 종양 성장과 지연되는 사멸"
    ),
    "species-bridge": Phrase(
        "One parameter over body weight, animals and patients at different sites",
        "기관마다 다른 동물·환자에서 체중에 따른 한 파라미터",
    ),
    "stein-fojo": Phrase("Tumour sizes that shrink and grow at once", "줄면서 동시에 자라는 종양 크기"),
    "target-mediated-disposition": Phrase(
        "Concentrations of a drug that its own target removes", "표적이 제거하는 약물의 농도"
    ),
    "time-to-toxicity": Phrase("When toxicity begins, by exposure", "노출에 따른 독성 발생 시점"),
}

_TABLES = {
    "benchmark-dose": Phrase(
        "A row a dose group: dose, examined and affected (animals).",
        "용량군마다 한 행: dose, examined, affected(마리).",
    ),
    "biomarker-response": Phrase(
        "A row an animal or patient: response, the features; stratum (text) if there are several.",
        "동물이나 환자마다 한 행: response, 특성들. 층이 여럿이면 stratum(글자).",
    ),
    "claret": _TUMOUR,
    "concentration-qtc": Phrase(
        "A row a subject, period and nominal time: subject, time_h, active (1 on drug, 0 on placebo), "
        "concentration_ng_mL, delta_qtc_ms, baseline_qtc_ms.",
        "대상·기간·명목 시각마다 한 행: subject, time_h, active(약물 1, 위약 0), concentration_ng_mL, "
        "delta_qtc_ms, baseline_qtc_ms.",
    ),
    "continuous-benchmark-dose": Phrase(
        "A row a dose group: dose, n, mean, sd; or a row an animal: dose, response.",
        "용량군마다 한 행: dose, n, mean, sd. 또는 동물마다 한 행: dose, response.",
    ),
    "cross-species": Phrase(
        "A row a compound: compound, clearance_human_mL_min_kg, and the same of rat, dog and monkey "
        "(volume_ss_human_L_kg and so on for the volume); empty where not measured.",
        "화합물마다 한 행: compound, clearance_human_mL_min_kg와 rat, dog, monkey의 같은 열(분포용적은 "
        "volume_ss_human_L_kg 등). 측정하지 않은 칸은 비웁니다.",
    ),
    "dose-toxicity-across-sites": Phrase(
        "A row a patient: site, dose, toxicity (0 or 1); cycles with patient effects.",
        "환자마다 한 행: site, dose, toxicity(0 또는 1). 환자 효과가 있으면 cycles.",
    ),
    "effect-compartment": _PKPD,
    "exnex": Phrase(
        "A row a stratum: stratum, n (patients), r (responders).",
        "층마다 한 행: stratum, n(환자), r(반응자).",
    ),
    "exposure-response": Phrase(
        "A row a patient: exposure (dose, AUC or concentration), response.",
        "환자마다 한 행: exposure(용량, AUC 또는 농도), response.",
    ),
    "hepatic-safety": Phrase(
        "A row a patient: alt_xuln, bilirubin_xuln (peaks over the upper limit of normal); arm if there are several.",
        "환자마다 한 행: alt_xuln, bilirubin_xuln(정상 상한 대비 최고치). 군이 여럿이면 arm.",
    ),
    "herg-block": Phrase(
        "A row a cell: drug, concentration_nM, block_percent; experiment where the settings ask for it.",
        "세포마다 한 행: drug, concentration_nM, block_percent. 설정에 따라 experiment.",
    ),
    "indirect-response": _PKPD,
    "map-prior": Phrase(
        "A row a study: study, and n (patients), r (responders); on the mean scale mean, se.",
        "연구마다 한 행: study와 n(환자), r(반응자). 평균 척도에서는 mean, se.",
    ),
    "organ-concordance": Phrase(
        "A row a compound, organ and species: compound, organ, species, animal, human (true or false); or counts: "
        "organ, species, both, animal_only, human_only, neither.",
        "화합물·장기·종마다 한 행: compound, organ, species, animal, human(참 또는 거짓). 또는 개수: organ, species, "
        "both, animal_only, human_only, neither.",
    ),
    "piecewise-exponential": Phrase(
        "A row a patient: time (at risk), event (0 or 1), arm (0 or 1); site where sites differ.",
        "환자마다 한 행: time(위험 노출), event(0 또는 1), arm(0 또는 1). 기관이 다르면 site.",
    ),
    "population-pk": _PK,
    "population-pk-across-sites": Phrase(
        "As of population-pk, boluses and infusions only, with site and the covariate.",
        "population-pk와 같되 정맥 투여만, site와 공변량을 더합니다.",
    ),
    "simeoni": _TUMOUR,
    "species-bridge": Phrase(
        "A row an animal or patient: site, species, body_weight_kg, value.",
        "동물이나 환자마다 한 행: site, species, body_weight_kg, value.",
    ),
    "stein-fojo": _TUMOUR,
    "target-mediated-disposition": _PK,
    "time-to-toxicity": Phrase(
        "A row an animal or patient: exposure, lower_day (last day without), upper_day (first day with; empty if never).",
        "동물이나 환자마다 한 행: exposure, lower_day(없던 마지막 날), upper_day(처음 나타난 날, 없었으면 빈칸).",
    ),
}

PHRASES = {f"fit_model.{name}.purpose": phrase for name, phrase in _PURPOSES.items()} | {
    f"fit_model.{name}.table": phrase for name, phrase in _TABLES.items()
}
