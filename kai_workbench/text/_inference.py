"""Fits, their checks and their cache."""

from ._say import Phrase

PHRASES = {
    # headlines: no jargon
    "fit.headline.trust": Phrase(
        "The model settled: independent runs agree, and there are enough draws.",
        "모형이 안정되었습니다. 따로 돌린 결과들이 서로 일치하고 표본 수도 충분합니다.",
    ),
    "fit.headline.missing_values.do_not_use": Phrase(
        "The model broke: some results are not numbers.",
        "모형 계산이 깨졌습니다. 결과 일부가 숫자가 아닙니다.",
    ),
    "fit.headline.modes.do_not_use": Phrase(
        "The model did not settle: its runs disagree about {variable} ({split}).",
        "모형이 안정되지 않았습니다. 따로 돌린 결과들이 {variable} 값을 두고 서로 다릅니다({split}).",
    ),
    "fit.headline.rhat.do_not_use": Phrase(
        "The model did not settle: its runs have not come together for {variable}.",
        "모형이 안정되지 않았습니다. {variable} 값이 아직 한곳으로 모이지 않았습니다.",
    ),
    "fit.headline.rhat.look": Phrase(
        "The model has almost settled: {variable} still differs a little between runs.",
        "모형이 거의 안정되었습니다. 다만 {variable} 값이 결과마다 조금씩 다릅니다.",
    ),
    "fit.headline.ess_bulk.do_not_use": Phrase(
        "There are too few independent draws of {variable} to say anything.",
        "{variable}에 대해 말하기에는 독립적인 표본이 너무 적습니다.",
    ),
    "fit.headline.ess_bulk.look": Phrase(
        "The middle of {variable} is known only roughly: there are few independent draws.",
        "독립적인 표본이 적어 {variable}의 중심값이 대략적입니다.",
    ),
    "fit.headline.ess_tail.do_not_use": Phrase(
        "There are too few independent draws of {variable} to give an interval.",
        "{variable}의 구간을 말하기에는 독립적인 표본이 너무 적습니다.",
    ),
    "fit.headline.ess_tail.look": Phrase(
        "The ends of the interval of {variable} are known only roughly.",
        "{variable} 구간의 양 끝이 대략적입니다.",
    ),
    "fit.headline.divergences.do_not_use": Phrase(
        "The model could not be explored: part of what is possible was left out.",
        "모형을 끝까지 살펴보지 못했습니다. 가능한 값의 일부가 빠졌습니다.",
    ),
    "fit.headline.divergences.look": Phrase(
        "Usable with care: in a few places the model was hard to explore.",
        "주의해서 쓸 수 있습니다. 몇 군데에서 모형을 살펴보기 어려웠습니다.",
    ),
    "fit.headline.ebfmi.do_not_use": Phrase(
        "The model could not be explored far enough; extremes may be missing.",
        "모형을 충분히 넓게 살펴보지 못했습니다. 극단값이 빠졌을 수 있습니다.",
    ),
    "fit.headline.ebfmi.look": Phrase(
        "Usable with care: extremes were explored slowly.",
        "주의해서 쓸 수 있습니다. 극단값을 살펴보는 속도가 느렸습니다.",
    ),
    "fit.headline.tree_depth.look": Phrase(
        "Usable; the model was slow to explore.",
        "쓸 수 있습니다. 다만 모형을 살펴보는 데 시간이 걸렸습니다.",
    ),
    # findings: the numbers
    "fit.finding.missing_values": Phrase(
        "{count} quantities have draws that are not finite, {variable} first.",
        "{variable} 등 {count}개 값의 표본에 유한하지 않은 수가 있습니다.",
    ),
    "fit.finding.modes": Phrase(
        "In {variable}, chain {apart} lies {value} standard deviations away from chain {others} (limit {limit}): "
        "there is more than one explanation of the data, or a chain is stuck.",
        "{variable}에서 사슬 {apart}번이 사슬 {others}번과 표준편차 {value}배만큼 떨어져 있습니다(기준 {limit}). "
        "자료를 설명하는 길이 둘 이상이거나 사슬이 갇힌 것입니다.",
    ),
    "fit.finding.rhat": Phrase(
        "R-hat of {variable} is {value}; it should be below {limit}.",
        "{variable}의 R-hat이 {value}입니다. {limit} 미만이어야 합니다.",
    ),
    "fit.finding.ess_bulk": Phrase(
        "{variable} has an effective sample size of {value} in the bulk; it should be above {limit}.",
        "{variable}의 중심부 유효 표본 크기가 {value}입니다. {limit}보다 커야 합니다.",
    ),
    "fit.finding.ess_tail": Phrase(
        "{variable} has an effective sample size of {value} in the tails; it should be above {limit}.",
        "{variable}의 꼬리 유효 표본 크기가 {value}입니다. {limit}보다 커야 합니다.",
    ),
    "fit.finding.divergences": Phrase(
        "{count} of {total} trajectories ({share}%) diverged; there should be none.",
        "궤적 {total}개 중 {count}개({share}%)가 발산했습니다. 하나도 없어야 합니다.",
    ),
    "fit.finding.ebfmi": Phrase(
        "E-BFMI is {value} (chains {apart}); it should be above {limit}.",
        "E-BFMI가 {value}입니다(사슬 {apart}번). {limit}보다 커야 합니다.",
    ),
    "fit.finding.tree_depth": Phrase(
        "{percent}% of trajectories were cut at the largest tree depth.",
        "궤적의 {percent}%가 최대 트리 깊이에서 잘렸습니다.",
    ),
    "fit.rests_on": Phrase(
        "Checked on {chains} chains of {draws} draws, {scalars} quantities.",
        "사슬 {chains}개, 사슬마다 표본 {draws}개, 값 {scalars}개를 점검했습니다.",
    ),
    "fit.advice.trust": Phrase(
        "Nothing needs to be done.",
        "따로 하실 일은 없습니다.",
    ),
    "fit.advice.look": Phrase(
        "Read the result with these points in mind; more draws often settle them.",
        "위 내용을 염두에 두고 결과를 읽으십시오. 표본을 늘리면 대개 나아집니다.",
    ),
    "fit.advice.do_not_use": Phrase(
        "Do not use the result. Try more tuning draws, tighter priors, or a simpler model.",
        "이 결과는 쓰지 마십시오. 조율 표본을 늘리거나, 사전분포를 좁히거나, 모형을 단순하게 해 보십시오.",
    ),
    "fit.and": Phrase(" and ", ", "),
    "fit.split": Phrase("{few} against {many}", "{few} 대 {many}"),
    # stages of a job
    "fit.stage.queued": Phrase("Waiting", "대기 중"),
    "fit.stage.compiling": Phrase("Preparing the model", "모형 준비 중"),
    "fit.stage.sampling": Phrase("Fitting", "적합 중"),
    "fit.stage.checking": Phrase("Checking the result", "결과 점검 중"),
    "fit.stage.done": Phrase("Done", "완료"),
    "fit.stage.cancelled": Phrase("Stopped", "중지됨"),
    "fit.stage.failed": Phrase("Failed", "실패"),
    # the cache
    "cache.folder": Phrase("Folder", "폴더"),
    "cache.fits": Phrase("Fits", "적합 결과"),
    "cache.compiled": Phrase("Compiled models", "컴파일된 모형"),
    "cache.tables": Phrase("Kept tables", "보관된 표"),
    "cache.limit": Phrase("Limit", "한도"),
    "cache.not_usable": Phrase(
        "Nothing can be kept here: the folder cannot be written to, or it is not your own. "
        "Set KAI_CACHE_DIR to a folder of your own.",
        "여기에는 아무것도 보관할 수 없습니다. 폴더에 쓸 수 없거나 본인 폴더가 아닙니다. "
        "KAI_CACHE_DIR을 본인 폴더로 지정하십시오.",
    ),
    "cache.sure": Phrase(
        "Remove {size} from {folder}? It can be made again.",
        "{folder}에서 {size}를 지울까요? 다시 만들 수 있습니다.",
    ),
    "cache.cleared": Phrase("Removed {count} entries, {size}.", "{count}개 항목, {size}를 지웠습니다."),
    # errors
    "error.inference.untrusted": Phrase(
        "{headline} The checks failed ({findings}), so the fit cannot feed the next step. "
        "Mend the model or its priors, or take the draws from fit.posterior at your own risk.",
        "{headline} 점검({findings})을 통과하지 못해 다음 단계로 넘길 수 없습니다. "
        "모형이나 사전분포를 고치거나, 위험을 감수하고 fit.posterior에서 직접 꺼내 쓰십시오.",
    ),
    "error.inference.cancelled": Phrase(
        "The fit was stopped before it ended. Start it again to get a result.",
        "적합이 끝나기 전에 중지되었습니다. 결과를 얻으려면 다시 시작하십시오.",
    ),
    "error.inference.input_kind": Phrase(
        "The model's input {name} has values of type {dtype}. Give numbers or true/false values.",
        "모형 입력 {name}의 값이 {dtype} 형식입니다. 숫자나 참/거짓 값을 넣으십시오.",
    ),
    "error.inference.input_names": Phrase(
        "The model's data containers ({built}) are not its inputs ({given}). "
        "Give every pm.Data of build() the name of one of inputs().",
        "모형의 데이터 컨테이너({built})와 입력({given})이 다릅니다. "
        "build()의 모든 pm.Data에 inputs()의 이름을 붙이십시오.",
    ),
    "error.inference.sampling": Phrase(
        "The sampler stopped: {reason}. Check the data and the priors for values the model cannot explain.",
        "표본 추출이 멈췄습니다: {reason}. 모형이 설명할 수 없는 값이 자료나 사전분포에 있는지 확인하십시오.",
    ),
    "error.inference.settings": Phrase(
        "{name} is {value}. Give a whole number of at least {least}.",
        "{name} 값이 {value}입니다. {least} 이상의 정수를 넣으십시오.",
    ),
    "error.inference.no_preview": Phrase(
        "there is no preview of a model of this kind or size ({n} parameters, at most {most}). Wait for the fit.",
        "이런 종류나 크기의 모형(모수 {n}개, 최대 {most}개)은 미리 볼 수 없습니다. 적합이 끝나기를 기다리십시오.",
    ),
    "error.inference.no_mode": Phrase(
        "no highest point of the posterior was found from the usual start. Wait for the fit.",
        "기본 시작점에서 사후분포의 최고점을 찾지 못했습니다. 적합이 끝나기를 기다리십시오.",
    ),
    "error.inference.no_log_likelihood": Phrase(
        "The model has no observed variable, so its predictions cannot be scored. Give build() an observed variable.",
        "모형에 관측 변수가 없어 예측을 채점할 수 없습니다. build()에 관측 변수를 넣으십시오.",
    ),
    "error.inference.calibrate_compiled": Phrase(
        "The model cannot be compiled, and calibration fits it too often to do without. Calibrate a model "
        "without discrete parameters, or fit simulated data one by one.",
        "이 모형은 컴파일할 수 없는데, 보정은 적합을 너무 많이 반복하므로 컴파일 없이는 할 수 없습니다. "
        "이산 모수가 없는 모형을 보정하거나, 모의 자료를 하나씩 적합하십시오.",
    ),
    "error.inference.calibrate_observed": Phrase(
        "The model has {n} observed variables; which input takes which is not known. Give the model a "
        "method simulate_inputs(params, data, rng).",
        "모형에 관측 변수가 {n}개 있어 어느 입력에 해당하는지 알 수 없습니다. 모형에 "
        "simulate_inputs(params, data, rng) 메서드를 만드십시오.",
    ),
    "error.inference.cache_limit": Phrase(
        "KAI_CACHE_LIMIT_MB is {value!r}. Set it to a number of megabytes, for example 2000.",
        "KAI_CACHE_LIMIT_MB 값이 {value!r}입니다. 2000처럼 메가바이트 수를 넣으십시오.",
    ),
}
