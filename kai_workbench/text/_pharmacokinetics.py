"""What the population models say of dosing events and concentrations."""

from ._say import Phrase

PHRASES = {
    "error.pk_missing_column": Phrase(
        "the table of events has no such column (it has: {columns}). Add it.",
        "투약·농도 표에 이 열이 없습니다(있는 열: {columns}). 열을 추가하세요.",
    ),
    "error.pk_empty": Phrase(
        "the table of events has no rows. Give doses and concentrations.",
        "투약·농도 표에 행이 없습니다. 투약과 농도 기록을 넣으세요.",
    ),
    "error.pk_not_a_number": Phrase(
        "{column} is '{value}', which is not a finite number. Correct it, or use '.' where there is none.",
        "{column} 값 '{value}'은(는) 유한한 수가 아닙니다. 고치거나, 값이 없으면 '.'을 쓰세요.",
    ),
    "error.pk_no_time": Phrase(
        "the record has no ID or no TIME. Fill them in.",
        "ID 또는 TIME이 비어 있습니다. 채워 넣으세요.",
    ),
    "error.pk_unknown_evid": Phrase(
        "EVID {value} is not an event. Use 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose.",
        "EVID {value}은(는) 정의되지 않은 사건입니다. 0 관찰, 1 투약, 2 기타, 3 초기화, 4 초기화 후 투약을 쓰세요.",
    ),
    "error.pk_unknown_cmt": Phrase(
        "CMT {value:g} does not exist. Dose into 1 (depot with oral doses, else central) or 2 (central).",
        "CMT {value:g} 구획은 없습니다. 1(경구이면 투여 구획, 아니면 중심 구획) 또는 2(중심 구획)를 쓰세요.",
    ),
    "error.pk_negative_amount": Phrase(
        "the dose AMT {value:g} is negative. Give the amount that was administered.",
        "투여량 AMT {value:g}이(가) 음수입니다. 실제 투여량을 넣으세요.",
    ),
    "error.pk_modelled_rate": Phrase(
        "RATE {value:g} asks for an estimated infusion rate or duration, which this model does not have. "
        "Give the rate.",
        "RATE {value:g}은(는) 주입 속도나 시간을 추정하라는 뜻이나 이 모형에는 없습니다. 주입 속도를 넣으세요.",
    ),
    "error.pk_negative_rate": Phrase(
        "the infusion RATE {value:g} is negative. Give amount per time, 0 for a bolus.",
        "주입 속도 RATE {value:g}이(가) 음수입니다. 단위 시간당 양을 넣고, 일시 주사는 0으로 두세요.",
    ),
    "error.pk_negative_interval": Phrase(
        "the interdose interval II {value:g} is negative. Give the time between doses.",
        "투여 간격 II {value:g}이(가) 음수입니다. 투여 사이의 시간을 넣으세요.",
    ),
    "error.pk_amount_on_observation": Phrase(
        "an observation (EVID 0) carries a dose AMT {value:g}. Write dose and observation as two records.",
        "관찰(EVID 0) 기록에 투여량 AMT {value:g}이(가) 있습니다. 투약과 관찰을 두 기록으로 나누세요.",
    ),
    "error.pk_dose_without_amount": Phrase(
        "a dose (EVID 1 or 4) has no amount. Fill in AMT; endless infusions (AMT 0 with RATE) are not offered.",
        "투약(EVID 1 또는 4)에 양이 없습니다. AMT를 채우세요. 끝없는 주입(AMT 0과 RATE)은 지원하지 않습니다.",
    ),
    "error.pk_unknown_ss": Phrase(
        "SS {value:g} is not defined. Use 0, 1 (steady state from empty) or 2 (added to what is there).",
        "SS {value:g}은(는) 정의되지 않았습니다. 0, 1(비운 뒤 정상상태), 2(남은 양에 더함)를 쓰세요.",
    ),
    "error.pk_ss_without_interval": Phrase(
        "a dose at steady state (SS) has no interdose interval. Fill in II.",
        "정상상태(SS) 투약에 투여 간격이 없습니다. II를 채우세요.",
    ),
    "error.pk_addl": Phrase(
        "ADDL {value:g} is not a number of additional doses. Use 0, 1, 2, ...",
        "ADDL {value:g}은(는) 추가 투여 횟수가 아닙니다. 0, 1, 2 등을 쓰세요.",
    ),
    "error.pk_addl_without_interval": Phrase(
        "additional doses (ADDL {value:g}) have no interdose interval. Fill in II.",
        "추가 투여(ADDL {value:g})에 투여 간격이 없습니다. II를 채우세요.",
    ),
    "error.pk_infusion_beyond_interval": Phrase(
        "at steady state the infusion lasts longer than its interval II {value:g}. Check AMT, RATE and II, "
        "or write the doses out.",
        "정상상태에서 주입 시간이 투여 간격 II {value:g}보다 깁니다. AMT, RATE, II를 확인하거나 투약을 모두 적으세요.",
    ),
    "error.pk_unknown_blq": Phrase(
        "BLQ is {value:g}. Use 1 where the concentration is below the limit of quantification, else 0.",
        "BLQ 값이 {value:g}입니다. 정량한계 미만이면 1, 아니면 0을 쓰세요.",
    ),
    "error.pk_lloq": Phrase(
        "the limit of quantification LLOQ {value:g} is not above 0. Give the assay's limit.",
        "정량한계 LLOQ {value:g}이(가) 0보다 크지 않습니다. 분석법의 한계를 넣으세요.",
    ),
    "error.pk_blq_without_limit": Phrase(
        "a concentration below the limit of quantification has no limit. Fill in LLOQ.",
        "정량한계 미만(BLQ) 농도에 한계값이 없습니다. LLOQ를 채우세요.",
    ),
    "error.pk_no_concentration": Phrase(
        "an observation has no DV. Give the concentration, set MDV to 1, or mark it BLQ with its LLOQ.",
        "관찰에 DV가 없습니다. 농도를 넣거나, MDV를 1로 하거나, LLOQ와 함께 BLQ로 표시하세요.",
    ),
    "error.pk_subject_split": Phrase(
        "records of this subject stand in two places. Keep each ID's records together.",
        "이 대상자의 기록이 두 곳에 나뉘어 있습니다. 같은 ID의 기록을 모아 두세요.",
    ),
    "error.pk_out_of_order": Phrase(
        "TIME goes back within the subject. Sort by ID and TIME; only a reset (EVID 3 or 4) may set the clock back.",
        "대상자 안에서 TIME이 뒤로 갑니다. ID와 TIME으로 정렬하세요. 시계는 초기화(EVID 3 또는 4)에서만 되돌릴 수 있습니다.",
    ),
    "error.pk_no_dose": Phrase(
        "nobody was given a dose. Add dose records (EVID 1, AMT).",
        "투약 기록이 없습니다. 투약 기록(EVID 1, AMT)을 추가하세요.",
    ),
    "error.pk_no_observation": Phrase(
        "there are doses and no concentrations. Add observation records (EVID 0, DV).",
        "투약만 있고 농도가 없습니다. 관찰 기록(EVID 0, DV)을 추가하세요.",
    ),
    "error.pk_all_blq": Phrase(
        "all {n} concentrations are below the limit of quantification: they bound the curve and do not show it. "
        "Use a more sensitive assay or earlier samples.",
        "농도 {n}개가 모두 정량한계 미만이라 곡선을 알 수 없습니다. 더 민감한 분석법이나 더 이른 채혈이 필요합니다.",
    ),
    "error.pk_constant": Phrase(
        "all {n} concentrations are {value:g}: there is no curve to learn from. Check the DV column.",
        "농도 {n}개가 모두 {value:g}이라 곡선을 알 수 없습니다. DV 열을 확인하세요.",
    ),
    "error.pk_no_such_compartment": Phrase(
        "a dose goes into compartment {value}, which this model does not have. With oral doses 1 is the depot "
        "and 2 the central one; without, 1 is central.",
        "투약이 이 모형에 없는 구획 {value}(으)로 들어갑니다. 경구 투여가 있으면 1은 투여 구획, 2는 중심 구획이고, "
        "없으면 1이 중심 구획입니다.",
    ),
    "error.pk_infusion_into_depot": Phrase(
        "an infusion goes into the depot. Set CMT to 2 for an intravenous infusion, or RATE to 0.",
        "주입이 투여 구획으로 들어갑니다. 정맥 주입이면 CMT를 2로, 아니면 RATE를 0으로 하세요.",
    ),
    "error.pk_route_undeclared": Phrase(
        "the dose is given by {route}, and the model is for: {routes}. Add it to the model's routes.",
        "투여 경로가 {route}인데 모형은 {routes}용입니다. 모형의 routes에 추가하세요.",
    ),
    "error.pk_observed_compartment": Phrase(
        "the observation is not of the central compartment. Set its CMT to {central} or 0, or MDV to 1.",
        "중심 구획의 관찰이 아닙니다. CMT를 {central} 또는 0으로, 아니면 MDV를 1로 하세요.",
    ),
    "error.pk_unknown_option": Phrase(
        "'{value}' is not an option here. Choose one of: {known}.",
        "'{value}'은(는) 쓸 수 없는 선택입니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.pk_prior_needed": Phrase(
        "the model as written needs it. Give a prior (median, SD of the log).",
        "이 모형에는 이것이 필요합니다. 사전분포(중앙값, 로그의 표준편차)를 넣으세요.",
    ),
    "error.pk_zero_concentration": Phrase(
        "the concentration {value} cannot be had with {residual} error. Mark it BLQ with its LLOQ, set MDV to 1, "
        "or use combined error.",
        "농도 {value}은(는) {residual} 오차로 설명할 수 없습니다. LLOQ와 함께 BLQ로 표시하거나, MDV를 1로 하거나, "
        "combined 오차를 쓰세요.",
    ),
    "error.pk_residual_before_dose": Phrase(
        "the concentration {value} comes before any dose, where {residual} error allows only 0. Set MDV to 1, or "
        "use combined error.",
        "농도 {value}은(는) 투약 전 값인데 {residual} 오차는 0만 허용합니다. MDV를 1로 하거나 combined 오차를 쓰세요.",
    ),
    "error.pk_no_covariate": Phrase(
        "the table has no such covariate (it has: {columns}). Add the column.",
        "표에 이 공변량이 없습니다(있는 열: {columns}). 열을 추가하세요.",
    ),
    "error.pk_covariate_missing": Phrase(
        "{n} subjects have no number here: ID {ids}. Fill it in, impute it and say so, or leave the subjects out.",
        "대상자 {n}명에게 이 값이 없습니다: ID {ids}. 채우거나, 대체하고 밝히거나, 그 대상자를 빼세요.",
    ),
    "error.pk_covariate_varies": Phrase(
        "it changes within ID {id}. The model takes one value a subject: choose the baseline.",
        "ID {id} 안에서 값이 바뀝니다. 모형은 대상자마다 값 하나를 쓰니 기저값을 고르세요.",
    ),
    "error.pk_unknown_subject": Phrase(
        "the fit does not know this subject. Use the fitted IDs, or subjects='new'.",
        "적합에 없는 대상자입니다. 적합에 쓰인 ID를 쓰거나 subjects='new'로 하세요.",
    ),
    "error.pk_flip_flop": Phrase(
        "in {share} of the draws the typical ka is below the slowest exponent (flip-flop), and the data alone cannot "
        "tell. Choose absorption='ka > ke' or 'flip-flop', from intravenous data say.",
        "추출값의 {share}에서 전형적 ka가 가장 느린 지수보다 작아(flip-flop) 자료만으로는 구별할 수 없습니다. "
        "정맥 투여 자료 등을 근거로 absorption='ka > ke' 또는 'flip-flop'을 고르세요.",
    ),
    "error.pk_not_population": Phrase(
        "this check is for fits of PopulationPK. Give such a fit.",
        "이 점검은 PopulationPK 적합에만 쓸 수 있습니다. 그런 적합을 넣으세요.",
    ),
    "warning.pk_dose_without_observation": Phrase(
        "{n} subjects have doses and no concentrations; they take no part in the fit.",
        "대상자 {n}명은 투약만 있고 농도가 없어 적합에 쓰이지 않습니다.",
    ),
    "warning.pk_observation_without_dose": Phrase(
        "{n} subjects have concentrations and no dose; the model predicts nothing for them.",
        "대상자 {n}명은 농도만 있고 투약이 없어 모형이 0을 예측합니다.",
    ),
    "warning.pk_one_subject": Phrase(
        "one subject only: the differences between subjects come from the priors.",
        "대상자가 한 명뿐이라 개체간 차이는 사전분포에서만 나옵니다.",
    ),
    "warning.pk_before_first_dose": Phrase(
        "{n} concentrations above 0 before the first dose; the model predicts 0 there.",
        "첫 투약 전에 0보다 큰 농도가 {n}개 있습니다. 모형은 그곳에서 0을 예측합니다.",
    ),
    "warning.pk_units_apart": Phrase(
        "{n} subjects have concentrations per dose more than a hundred times above or below the others'. "
        "Look whether their units differ.",
        "대상자 {n}명의 용량당 농도가 다른 대상자보다 100배 넘게 높거나 낮습니다. 단위가 다른지 확인하세요.",
    ),
    "warning.pk_negative_concentration": Phrase(
        "{n} concentrations are negative. Look whether they are below the limit of quantification.",
        "농도 {n}개가 음수입니다. 정량한계 미만인지 확인하세요.",
    ),
}
