from __future__ import annotations

import sys
from pathlib import Path

# what the tests of this room share stands beside them; importlib mode leaves the folder off the path
sys.path.insert(0, str(Path(__file__).parent))
