"""What `make bench` times: medians of repeated runs, in this process, on this machine."""

import platform
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import pandas as pd

from helpers.sources import claims, study
from helpers.statistics import bases, growth, rounding, shares
from helpers.statistics.claims import audit, conflicts


def median(task: Callable[[], object], runs: int = 5) -> float:
    """Median seconds of a task over several runs, after one that is not counted."""
    task()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def group_of_eight() -> pd.DataFrame:
    """Eight percentages of one question, such as a survey of thousands would print."""
    values = [3, 11, 19, 28, 42, 57, 66, 83]
    return pd.DataFrame(
        {
            "question": "q",
            "item": [f"item_{n}" for n in range(len(values))],
            "horizon": "now",
            "value": [Decimal(value) for value in values],
            "decimals": 0,
            "unit": "percent",
            "wording": "exact",
            "status": "printed",
        }
    )


def audit_study() -> None:
    """Every verdict and every minimal conflicting set of the published study, from its files."""
    tables = study.every("study-2023")
    printed = audit.Audit(claims.typed(tables["claims"]), tables["wordings"], tables, 36)
    audit.run(printed)
    conflicts.minimal(printed)


def main() -> None:
    """Print one line a task: median seconds, and the target where there is one."""
    survey, wordings = study.load("study-2023", "survey_figures"), study.load("study-2023", "wordings")
    figures = rounding.approximately(survey, wordings)
    estimates, stated = (
        study.load("study-2023", "market_estimates"),
        study.load("study-2023", "market_growth_stated"),
    )
    eight = group_of_eight()
    tasks = {
        "joint bases of 8 figures, n = 5,000 (target 1 s)": lambda: bases.joint_bases(eight, 5000),
        "leave-one-out of the same": lambda: bases.leave_one_out_bases(eight, 5000),
        "feasible sets of all figures of the study (target 1 s)": lambda: bases.feasible_sets(figures, 36),
        "published shares of the study": lambda: shares.published(figures, 36),
        "audit of every claim of the study, and its conflicts (target 20 s)": audit_study,
        "closure audit of the stated rates": lambda: growth.closure(estimates, stated),
    }
    print(f"Python {platform.python_version()}, pandas {pd.__version__}, {platform.machine()}")
    for name, task in tasks.items():
        print(f"{median(task):8.3f} s  {name}")


if __name__ == "__main__":
    main()
