"""Reports that open anywhere, with no internet and no kernel."""

from ._document import Document as Document
from ._document_docx import to_docx as to_docx
from ._document_html import to_html as to_html
from ._federation import federation_receipt as federation_receipt
from ._fit import fit_report as fit_report
from ._human_pk import answer as answer
from ._human_pk import basis as basis
from ._human_pk import human_pk_report as human_pk_report
from ._human_pk import noticed_about as noticed_about
from ._parameters import parameter_table as parameter_table
from ._trial import trial_report as trial_report
from ._trial_protocol import protocol_headings as protocol_headings
from ._trial_protocol import trial_protocol as trial_protocol
from ._trial_usdm import plan_from_usdm as plan_from_usdm
from ._trial_usdm import trial_usdm as trial_usdm
from ._write_trial import check_formats as check_formats
from ._write_trial import formats_here as formats_here
from ._write_trial import write_trial as write_trial
