"""What a federation says and refuses."""

from ._say import Phrase

PHRASES = {
    # the receipt
    "federation.receipt": Phrase(
        "Study {study}, sites {sites}: {points} points in {rounds} rounds, {seconds} s. Only masked sums left a site.",
        "연구 {study}, 기관 {sites}: {rounds}회에 걸쳐 {points}개 점을 계산했습니다({seconds}초). 기관 밖으로 나간 것은 가려진 합뿐입니다.",
    ),
    "federation.reason.smc": Phrase(
        "Certified: sequential Monte Carlo passed its own checks, so this is the posterior of the pooled rows to within Monte-Carlo error.",
        "인증됨: 순차 몬테카를로가 자체 점검을 통과했습니다. 몬테카를로 오차 안에서 자료를 한데 모았을 때의 사후분포와 같습니다.",
    ),
    "federation.reason.sufficient": Phrase(
        "Certified: the sums hold all that the rows say, so this is the posterior of the pooled rows.",
        "인증됨: 합계에 모든 행의 정보가 들어 있으므로 자료를 한데 모았을 때의 사후분포입니다.",
    ),
    "federation.reason.nuts": Phrase(
        "Certified: NUTS on the summed gradients passed its own checks, so this is the posterior of the pooled rows to within Monte-Carlo error.",
        "인증됨: 합산 기울기에 대한 NUTS가 자체 점검을 통과했습니다. 몬테카를로 오차 안에서 자료를 한데 모았을 때의 사후분포와 같습니다.",
    ),
    "federation.reason.laplace": Phrase(
        "Not certified: a normal approximation at the mode, for a first look only. Fit with method='smc'.",
        "인증되지 않음: 최빈점의 정규근사이며 미리보기용입니다. method='smc'로 적합하십시오.",
    ),
    "federation.reason.importance": Phrase(
        "Not certified: importance sampling passed its gate (Pareto k), but only method='smc' is certified.",
        "인증되지 않음: 중요도 표집이 기준(Pareto k)을 통과했으나 인증은 method='smc'만 받습니다.",
    ),
    "federation.reason.importance_heavy": Phrase(
        "Not certified: a few points carry most of the weight (Pareto k). Fit with method='smc'.",
        "인증되지 않음: 몇몇 점이 가중치의 대부분을 차지합니다(Pareto k). method='smc'로 적합하십시오.",
    ),
    "federation.reason.checks": Phrase(
        "Not certified: the fit did not pass all of its checks. Look at its diagnosis.",
        "인증되지 않음: 적합이 일부 점검을 통과하지 못했습니다. 진단을 확인하십시오.",
    ),
    "federation.privacy.none": Phrase(
        "No noise was added: the result equals the pooled one, and tells what pooled sums tell. It is not differentially private.",
        "잡음을 더하지 않았습니다. 결과는 통합 자료의 결과와 같고, 통합 합계가 알려 주는 만큼을 알려 줍니다. 차등 프라이버시가 아닙니다.",
    ),
    # the command of a site
    "error.federation.exposed": Phrase(
        "Others on this machine can read or write {names}. Make them readable by their owner alone (chmod 600).",
        "이 컴퓨터의 다른 사용자가 {names}을(를) 읽거나 쓸 수 있습니다. 소유자만 읽게 하십시오(chmod 600).",
    ),
    # the models
    "error.site_not_told": Phrase(
        "{n} rows have no site. Fill them in.",
        "{n}개 행에 기관이 없습니다. 채워 넣으십시오.",
    ),
    "error.site_unknown": Phrase(
        "'{value}' is not a site of this model ({known}). Correct the row, or name the site in the model.",
        "'{value}'은(는) 이 모형의 기관({known})이 아닙니다. 행을 고치거나 모형에 기관을 넣으십시오.",
    ),
    "error.cuts_not_increasing": Phrase(
        "{value} are no limits of intervals. Give numbers above 0 that increase.",
        "{value}은(는) 구간의 경계가 될 수 없습니다. 0보다 크고 점점 커지는 수를 넣으십시오.",
    ),
    "error.not_a_count": Phrase(
        "{value} cannot be. Give a whole number from 0 to {most}.",
        "{value}은(는) 있을 수 없습니다. 0부터 {most}까지의 정수를 넣으십시오.",
    ),
    # the two halves of a density
    "error.inference.points": Phrase(
        "Points of {given} parameters were given to a model of {needed}. Give one number for each parameter.",
        "모수가 {needed}개인 모형에 모수 {given}개짜리 점을 넣었습니다. 모수마다 하나씩 넣으십시오.",
    ),
    "error.inference.not_apart": Phrase(
        "Prior and likelihood of this model cannot be told apart, because it has potentials or discrete parameters. "
        "Write every term as a prior or as an observed variable.",
        "퍼텐셜이나 이산 모수가 있어 이 모형의 사전분포와 가능도를 나눌 수 없습니다. "
        "모든 항을 사전분포나 관측 변수로 쓰십시오.",
    ),
    "error.inference.not_compiled": Phrase(
        "The model has no compiled form here ({reason}). Rewrite the operation it names.",
        "이 모형은 여기서 컴파일할 수 없습니다({reason}). 해당 연산을 바꾸어 쓰십시오.",
    ),
    # settings
    "error.federation.no_file": Phrase(
        "There is no such file. Check the path, or make a site with 'kai site init'.",
        "이런 파일이 없습니다. 경로를 확인하거나 'kai site init'으로 기관을 만드십시오.",
    ),
    "error.federation.setting_missing": Phrase(
        "The file lacks: {name}. Add it.",
        "파일에 다음이 없습니다: {name}. 추가하십시오.",
    ),
    "error.federation.setting_unknown": Phrase(
        "'{name}' is not a setting. Use one of: {known}.",
        "'{name}'은(는) 설정이 아닙니다. 다음 중에서 쓰십시오: {known}.",
    ),
    "error.federation.setting_source": Phrase(
        "The rules name not one source of rows but: {given}. Keep exactly one of files, omop and sdtm.",
        "자료의 출처가 하나가 아닙니다: {given}. files, omop, sdtm 가운데 하나만 남기십시오.",
    ),
    "error.federation.setting_wrong": Phrase(
        "The file cannot be read as settings ({reason}). Correct it.",
        "파일을 설정으로 읽을 수 없습니다({reason}). 고치십시오.",
    ),
    "error.federation.setting_number": Phrase(
        "'{value}' is not a number. Write one, without quotes or commas.",
        "'{value}'은(는) 숫자가 아닙니다. 따옴표와 쉼표 없이 숫자로 쓰십시오.",
    ),
    "error.federation.setting_loose": Phrase(
        "{value} is looser than any site may be ({limit}). Make it stricter.",
        "{value}은(는) 허용되는 한도({limit})보다 느슨합니다. 더 엄격하게 하십시오.",
    ),
    "error.federation.setting_peers": Phrase(
        "The list must name every site of the study once, and {site} among them. Correct it.",
        "목록에는 연구의 모든 기관이 한 번씩, {site}도 포함하여 있어야 합니다. 고치십시오.",
    ),
    "error.federation.site_exists": Phrase(
        "There is a site already. Change its rules in the file, or choose another folder.",
        "이미 기관이 있습니다. 파일에서 규칙을 고치거나 다른 폴더를 고르십시오.",
    ),
    "error.federation.few_sites": Phrase(
        "{n} sites, and {needed} are needed: a sum over fewer tells what each of them holds. Add sites.",
        "기관이 {n}개인데 {needed}개가 필요합니다. 더 적으면 합에서 각 기관의 값이 드러납니다. 기관을 추가하십시오.",
    ),
    "error.federation.folder_of_another": Phrase(
        "The folder is that of {found}, not of {site}. Correct the study's file.",
        "이 폴더는 {site}이(가) 아니라 {found}의 것입니다. 연구 파일을 고치십시오.",
    ),
    "error.federation.transport": Phrase(
        "'{transport}' is not a way to reach sites here. Use one of {known}.",
        "'{transport}'(으)로는 기관에 연결할 수 없습니다. 다음 중에서 쓰십시오: {known}.",
    ),
    # rows
    "error.federation.no_rows": Phrase(
        "The file of rows is not there. Put it there, or correct 'files' in the site's rules.",
        "자료 파일이 없습니다. 그 자리에 두거나 기관 규칙의 'files'를 고치십시오.",
    ),
    "error.federation.not_parquet": Phrase(
        "This is not a Parquet file. Write the rows as Parquet (a CSV file, for example, with polars: read_csv(…).write_parquet(…)).",
        "Parquet 파일이 아닙니다. 자료를 Parquet으로 저장하십시오(CSV라면 polars의 read_csv(…).write_parquet(…)).",
    ),
    "error.federation.query": Phrase(
        "The site's query fails: {reason}. Correct it in the site's rules.",
        "기관의 질의가 실패했습니다: {reason}. 기관 규칙에서 고치십시오.",
    ),
    "error.federation.column_missing": Phrase(
        "The query gives no column {name} (it gives: {columns}). Add it to the query.",
        "질의 결과에 {name} 열이 없습니다(있는 열: {columns}). 질의에 추가하십시오.",
    ),
    "error.federation.cell_empty": Phrase(
        "{n} cells are empty. Fill them, or leave those rows out in the query, on purpose.",
        "빈 칸이 {n}개 있습니다. 채우거나, 질의에서 그 행을 의도적으로 빼십시오.",
    ),
    "error.federation.kind": Phrase(
        "The column should be of kind {kind} and is {found}. Convert it in the query.",
        "열의 종류는 {kind}이어야 하는데 {found}입니다. 질의에서 변환하십시오.",
    ),
    "error.federation.value_outside": Phrase(
        "{n} values lie outside what the site's rules allow. Correct the rows or the rules.",
        "값 {n}개가 기관 규칙이 허용하는 범위를 벗어납니다. 행이나 규칙을 고치십시오.",
    ),
    "error.federation.column_needed": Phrase(
        "The model needs a column {name} of kind {kind} that the rules do not declare. Add it under columns.",
        "모형에 필요한 {name} 열(종류 {kind})이 규칙에 없습니다. columns에 추가하십시오.",
    ),
    # models
    "error.federation.not_declared": Phrase(
        "The model does not declare that its likelihood factors over sites. Give it site_column, row_columns and across().",
        "모형의 가능도가 기관별로 나뉜다는 선언이 없습니다. site_column, row_columns, across()를 추가하십시오.",
    ),
    "error.federation.field": Phrase(
        "A value of type {kind} cannot be put on a card. Use numbers, words and tuples of them.",
        "{kind} 형식의 값은 모형 카드에 쓸 수 없습니다. 수, 낱말, 이들의 튜플을 쓰십시오.",
    ),
    "error.federation.no_card": Phrase(
        "This is not the card of a model. Make one with federation.card(model).",
        "모형 카드가 아닙니다. federation.card(model)로 만드십시오.",
    ),
    "error.federation.not_installed": Phrase(
        "The model is not installed here ({reason}). Install the version that the study uses.",
        "모형이 여기 설치되어 있지 않습니다({reason}). 연구에서 쓰는 판을 설치하십시오.",
    ),
    "error.federation.other_code": Phrase(
        "What is installed here is not the model on the card: its hash differs. Install the same version at all sites.",
        "여기 설치된 것은 카드의 모형이 아닙니다(해시가 다름). 모든 기관에 같은 판을 설치하십시오.",
    ),
    "error.federation.not_sufficient": Phrase(
        "No sums hold all that the rows say for this model. Leave out method, or use method='smc'.",
        "이 모형에는 행의 모든 정보를 담는 합계가 없습니다. method를 빼거나 method='smc'를 쓰십시오.",
    ),
    "error.federation.method": Phrase(
        "There is no such method. Use one of: {known}.",
        "이런 방법은 없습니다. 다음 중에서 쓰십시오: {known}.",
    ),
    "error.federation.layouts": Phrase(
        "The sites do not hold the same model: parameters differ in name or shape. Install the same version everywhere.",
        "기관들이 가진 모형이 서로 다릅니다(모수의 이름이나 모양). 모든 곳에 같은 판을 설치하십시오.",
    ),
    "error.federation.out_of_reach": Phrase(
        "Every point has a log-likelihood below what a masked sum can hold ({most} a site). Use fewer rows or a better scaled model.",
        "모든 점의 로그가능도가 가려진 합이 담을 수 있는 범위(기관당 {most})보다 작습니다. 행을 줄이거나 모형의 척도를 조정하십시오.",
    ),
    # refusals
    "error.federation.rows": Phrase(
        "The site's rows did not pass its own checks; what was wrong stays there. Ask its people to run 'kai site check' and 'kai site audit'.",
        "기관의 자료가 기관 자체 점검을 통과하지 못했습니다. 구체적인 내용은 기관에 남습니다. 담당자에게 'kai site check'와 'kai site audit'를 요청하십시오.",
    ),
    "error.federation.refused": Phrase(
        "The site refused: {reason}. Ask the people of the site.",
        "기관이 거부했습니다: {reason}. 기관 담당자에게 문의하십시오.",
    ),
    "error.federation.not_understood": Phrase(
        "The message does not fit this job or this stage of it. Start the job again.",
        "메시지가 이 작업이나 현재 단계와 맞지 않습니다. 작업을 다시 시작하십시오.",
    ),
    "error.federation.not_synthetic": Phrase(
        "The rows of this study are not said to be synthetic, so they are not pooled. Only a study whose file says 'synthetic: true', in folders of this machine, can be compared with its pooled rows.",
        "이 연구의 자료는 합성이라고 되어 있지 않으므로 한데 모으지 않습니다. 통합 자료와의 비교는 파일에 'synthetic: true'가 있고 이 컴퓨터의 폴더에 놓인 연구에서만 할 수 있습니다.",
    ),
    "error.federation.no_site": Phrase(
        "There is no site '{site}' in the study. Choose one of: {known}.",
        "연구에 '{site}' 기관이 없습니다. 다음 중에서 고르십시오: {known}.",
    ),
    "error.federation.other_study": Phrase(
        "The site takes no part in a study '{study}'. Check the study's name on both sides.",
        "이 기관은 연구 '{study}'에 참여하지 않습니다. 양쪽의 연구 이름을 확인하십시오.",
    ),
    "error.federation.not_approved": Phrase(
        "The model {model} ({hash}) is not approved at this site. Send its card to the site, for 'kai site approve'.",
        "모형 {model}({hash})은(는) 이 기관의 승인을 받지 않았습니다. 카드를 기관에 보내 'kai site approve'를 받으십시오.",
    ),
    "error.federation.other_hash": Phrase(
        "The site approved {model} with another hash than {hash}: priors, options or code differ. Have the new card approved.",
        "이 기관이 승인한 {model}의 해시가 {hash}와(과) 다릅니다. 사전분포, 옵션, 코드가 바뀌었습니다. 새 카드를 승인받으십시오.",
    ),
    "error.federation.few_people": Phrase(
        "Fewer people than the site's minimum of {needed}. The site cannot take part with these rows.",
        "사람 수가 기관의 최소 인원 {needed}명보다 적습니다. 이 자료로는 참여할 수 없습니다.",
    ),
    "error.federation.differencing": Phrase(
        "The rows differ by fewer than {least} people from rows that were answered for before; the difference would tell of them. "
        "Wait until more have been added.",
        "이전에 응답한 자료와 {least}명 미만만 다릅니다. 그 차이에서 개인이 드러날 수 있습니다. "
        "사람이 더 추가될 때까지 기다리십시오.",
    ),
    "error.federation.does_not_factor": Phrase(
        "The log-likelihood of {model} is not the sum over parts of the rows, whatever the model declares. It cannot federate.",
        "{model}의 로그가능도가 선언과 달리 행의 부분별 합이 아닙니다. 연합 분석에 쓸 수 없습니다.",
    ),
    "error.federation.points": Phrase(
        "The points asked for are too many, not finite or of the wrong length. Ask for fewer, or for the approved model's.",
        "요청한 점이 너무 많거나, 유한하지 않거나, 길이가 맞지 않습니다. 줄이거나 승인된 모형에 맞추십시오.",
    ),
    "error.federation.budget": Phrase(
        "The site's budget of {budget} points for this study is spent (left: {left}). Ask the people of the site for more.",
        "이 연구에 대한 기관의 예산 {budget}점을 다 썼습니다(남은 점: {left}). 기관 담당자에게 증액을 요청하십시오.",
    ),
    "error.federation.small_cell": Phrase(
        "A cell of the table has fewer than {least} people at this site. Use wider intervals, or method='smc'.",
        "이 기관에서 표의 한 칸에 사람이 {least}명 미만입니다. 구간을 넓히거나 method='smc'를 쓰십시오.",
    ),
    "error.federation.dominance": Phrase(
        "One person holds more than {share} of a cell of the table at this site. Use wider intervals, or method='smc'.",
        "이 기관에서 한 사람이 표의 한 칸의 {share}보다 많이 차지합니다. 구간을 넓히거나 method='smc'를 쓰십시오.",
    ),
    "error.federation.not_countable": Phrase(
        "The site does not let people be counted by '{name}'. Use a column that its rules declare as countable.",
        "이 기관은 '{name}'(으)로 인원을 세는 것을 허용하지 않습니다. 규칙에서 셀 수 있다고 선언한 열을 쓰십시오.",
    ),
    "error.federation.criterion": Phrase(
        "'{criterion}' is no criterion. Give column, one of == != < <= > >= in, and a value of the column's kind.",
        "'{criterion}'은(는) 기준이 될 수 없습니다. 열, == != < <= > >= in 중 하나, 열의 종류에 맞는 값을 넣으십시오.",
    ),
    "error.federation.lost": Phrase(
        "{site} did not answer ({reason}). The sum cannot be opened without it, and nothing is put in its place. Run the job again.",
        "{site}에서 응답이 없습니다({reason}). 이 기관 없이는 합을 열 수 없고 다른 값으로 대신하지 않습니다. 작업을 다시 실행하십시오.",
    ),
    # alarms
    "error.federation.message": Phrase(
        "The message is damaged or not one of this federation's. Stop, and find out who altered it.",
        "메시지가 손상되었거나 이 연합의 것이 아닙니다. 중단하고 누가 바꾸었는지 확인하십시오.",
    ),
    "error.federation.participants": Phrase(
        "The job has sites {given}, and this site's rules name {expected}. Correct the study's file or the rules.",
        "작업의 기관은 {given}인데 이 기관의 규칙에는 {expected}입니다. 연구 파일이나 규칙을 고치십시오.",
    ),
    "error.federation.certificate_foreign": Phrase(
        "The certificate was not issued by this study's root. Check who takes part.",
        "인증서가 이 연구의 루트에서 발급되지 않았습니다. 참여자를 확인하십시오.",
    ),
    "error.federation.certificate_date": Phrase(
        "The certificate is out of date, or a clock is wrong. Renew it, or set the clock.",
        "인증서의 기한이 지났거나 시계가 맞지 않습니다. 갱신하거나 시계를 맞추십시오.",
    ),
    "error.federation.certificate_name": Phrase(
        "The certificate is that of {told}. Check who takes part.",
        "인증서가 {told}의 것입니다. 참여자를 확인하십시오.",
    ),
    "error.federation.certificate_kind": Phrase(
        "The key is of a kind that is not known here. Use RSA, an elliptic curve or Ed25519.",
        "알 수 없는 종류의 키입니다. RSA, 타원곡선, Ed25519 중에서 쓰십시오.",
    ),
    "error.federation.signature": Phrase(
        "The key was not signed by its site for this job. Stop, and find out who altered it.",
        "이 키는 이 작업을 위해 해당 기관이 서명한 것이 아닙니다. 중단하고 누가 바꾸었는지 확인하십시오.",
    ),
    "error.federation.no_peers": Phrase(
        "No masks were agreed on, and nothing leaves without. Start the job again.",
        "마스크가 합의되지 않았으며, 마스크 없이는 아무것도 내보내지 않습니다. 작업을 다시 시작하십시오.",
    ),
    "error.federation.round": Phrase(
        "Round {given} was asked for where {expected} is next. A round is answered once and in order.",
        "{expected}번째 회차 차례인데 {given}번째를 요청했습니다. 회차는 순서대로 한 번만 응답합니다.",
    ),
    "error.federation.too_large": Phrase(
        "A number is not finite or too large for a masked sum. Check the rows and the scale of the model.",
        "값이 유한하지 않거나 가려진 합에 담기에는 너무 큽니다. 행과 모형의 척도를 확인하십시오.",
    ),
    "error.federation.not_cancelled": Phrase(
        "The masks did not cancel: the sites were asked different things, or an answer was altered. Nothing was opened.",
        "마스크가 서로 지워지지 않았습니다. 기관마다 다른 질문을 받았거나 응답이 바뀌었습니다. 아무것도 열지 않았습니다.",
    ),
    "error.federation.answer": Phrase(
        "The answer is not that to the question of this round. Nothing was opened; run the job again.",
        "이 회차의 질문에 대한 응답이 아닙니다. 아무것도 열지 않았으니 작업을 다시 실행하십시오.",
    ),
    "error.federation.audit": Phrase(
        "Entry {number} of the log is not what was written. Somebody altered it: keep the file and find out.",
        "기록의 {number}번째 항목이 쓰인 그대로가 아닙니다. 누군가 바꾸었으니 파일을 보존하고 확인하십시오.",
    ),
    "error.federation.audit_end": Phrase(
        "The log has {number} entries where {expected} were written, or its end is another. Keep the file and find out.",
        "기록이 {expected}개여야 하는데 {number}개이거나 끝이 다릅니다. 파일을 보존하고 확인하십시오.",
    ),
    "error.federation.ledger": Phrase(
        "The site's memory is damaged or gone, while there is a log. Restore it from a copy; the site answers nothing until then.",
        "기록은 있는데 기관의 장부가 손상되었거나 없습니다. 사본에서 복구하십시오. 그때까지 기관은 응답하지 않습니다.",
    ),
}
