"""nbval must notice a changed digit, and say which."""

import os
import subprocess
import sys

from helpers import paths


def test_a_changed_digit_fails_nbval_with_a_readable_difference(wave_copy):
    path = wave_copy / "market_estimates.csv"
    path.write_text(path.read_text().replace("GVR,2030,156,0", "GVR,2030,157,0"))
    result = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-cell-timeout=120"),
            *("-p", "no:cacheprovider", str(paths.NOTEBOOKS / "01_market_growth.ipynb")),
        ],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": ""},
        timeout=300,
        check=False,
    )
    assert result.returncode == 1
    assert "157" in result.stdout
    assert "156" in result.stdout
