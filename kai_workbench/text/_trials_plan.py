"""What is refused in a trial's plan."""

from ._say import Phrase

PHRASES = {
    "error.design_unknown": Phrase(
        "there is no design of this name. Choose one of: {known}.",
        "이런 이름의 설계가 없습니다. 다음 중에서 고르세요: {known}.",
    ),
    "error.plan_file": Phrase(
        "this file cannot be read as TOML ({detail}). Correct it; kai report trial --example shows the form.",
        "TOML로 읽을 수 없습니다({detail}). 고치세요. 형식은 kai report trial --example로 볼 수 있습니다.",
    ),
    "error.plan_key_unknown": Phrase(
        "there is no such setting. There are: {known}.",
        "이런 설정은 없습니다. 쓸 수 있는 설정: {known}.",
    ),
    "error.plan_key_missing": Phrase(
        "this is missing. Add it; kai report trial --example shows the form.",
        "이 설정이 없습니다. 넣으세요. 형식은 kai report trial --example로 볼 수 있습니다.",
    ),
    "error.plan_not_a_table": Phrase(
        "this is a table. Begin it with a line {kind}.",
        "이 설정은 표입니다. {kind} 줄로 시작하세요.",
    ),
    "error.plan_not_text": Phrase(
        "this is a text. Write it between quotation marks.",
        "이 설정은 글입니다. 따옴표 사이에 적으세요.",
    ),
    "error.plan_kind": Phrase(
        "a value here has the wrong kind ({detail}). kai report trial --example shows the form.",
        "값의 종류가 맞지 않습니다({detail}). 형식은 kai report trial --example로 볼 수 있습니다.",
    ),
    "error.plan_empty_text": Phrase(
        "this is empty. Write a few words.",
        "비어 있습니다. 내용을 적으세요.",
    ),
    "error.plan_weight_missing": Phrase(
        "this scenario has no weight and others have one. Give a weight to every scenario, or to none.",
        "다른 시나리오에는 가중치가 있는데 이 시나리오에는 없습니다. 모두에 넣거나 모두 빼세요.",
    ),
    "error.dask_missing": Phrase(
        "Dask is not installed. Install kai-workbench[dask], or leave executor out.",
        "Dask가 설치되어 있지 않습니다. kai-workbench[dask]를 설치하거나 executor를 빼세요.",
    ),
    "error.cluster_address": Phrase(
        "{value} is no place to run. Give dask, or the address of a scheduler such as tcp://host:8786.",
        "{value}에서는 실행할 수 없습니다. dask 또는 tcp://host:8786 같은 스케줄러 주소를 넣으세요.",
    ),
    "error.cluster_unreachable": Phrase(
        "no Dask cluster with workers answers there ({detail}). Check the address, and start a worker.",
        "이 주소에서 작업자가 있는 Dask 클러스터가 응답하지 않습니다({detail}). 주소를 확인하고 작업자를 시작하세요.",
    ),
    "error.cluster_other_code": Phrase(
        "a worker has another version of the simulating code, and its numbers could differ. Install the same version on all workers.",
        "작업자의 시뮬레이션 코드 버전이 달라 수치가 다를 수 있습니다. 모든 작업자에 같은 버전을 설치하세요.",
    ),
    "error.cluster_killed": Phrase(
        "workers died again and again on the same batch ({detail}). Give them more memory, or run on this machine.",
        "같은 묶음에서 작업자가 거듭 종료되었습니다({detail}). 메모리를 늘리거나 이 기계에서 실행하세요.",
    ),
    "error.plan_weights": Phrase(
        "the weights of the scenarios add to {total}. Make them add to 1.",
        "시나리오 가중치의 합이 {total}입니다. 합이 1이 되게 하세요.",
    ),
}
