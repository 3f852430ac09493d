from __future__ import annotations

import subprocess
import sys


def test_the_library_of_models_is_imported_without_what_fitting_needs():
    code = (
        "import sys, kai_workbench.models; "
        "print([n for n in ('pymc', 'pytensor', 'numba', 'xarray', 'scipy.stats') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
