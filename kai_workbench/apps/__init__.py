"""What the apps do: state and wiring; no science, no file formats."""

from ._page import Page as Page
from ._page import Verdict as Verdict
