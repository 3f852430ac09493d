"""Widgets for notebooks and apps: plain scripts, no build step, no outside request.

Every text comes in as a trait, so they speak any language; they know nothing of ``kai_workbench``.
"""

from .address_state import AddressState as AddressState
from .chart import Chart as Chart
from .choice import Choice as Choice
from .download import Download as Download
from .download import csv_bytes as csv_bytes
from .file_drop import FileDrop as FileDrop
from .fit_monitor import FitMonitor as FitMonitor
from .fold import Fold as Fold
from .organ_atlas import OrganAtlas as OrganAtlas
from .pulse import Pulse as Pulse
from .range_slider import RangeSlider as RangeSlider
from .roulette import Roulette as Roulette
from .segmented import Segmented as Segmented
from .skin import Skin as Skin
from .vega_host import VegaHost as VegaHost
from .vega_host import vega_bundle as vega_bundle
from .vega_host import vega_bundle_path as vega_bundle_path
