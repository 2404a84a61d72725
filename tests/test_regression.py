"""Tables, data of figures and findings of every notebook against the committed ones, value by value.

The expectations are the outputs of the committed notebooks. nbval compares their text to the last character;
here a number may move by a tenth of the last decimal that its page shows (0.01 points for a share shown as
66.7 %, 0.1 for a count), a number that no page shows by a part in 10^9, a printed figure not at all. What moved
further is told in words: `share_low 66.7 67.0 +0.3 points`.
"""

from pathlib import Path

import pytest

from helpers import paths
from helpers.pipeline import notebooks
from helpers.pipeline.comparing import differences, reported, telling
from helpers.pipeline.comparing.reported import Held, Table
from helpers.presentation.precision import Precision

NOTEBOOKS = notebooks.every()


def moved(committed: Held, fresh: Held) -> str:
    """What moved by more than the tolerance, in words; empty where nothing did."""
    found = differences.between(committed, fresh, alike=Precision.tolerates)
    return "\n".join(telling.text(telling.sections(found)))


def with_cell(held: Held, name: str, place: int, column: str, text: str) -> Held:
    """What a notebook displayed, but for one cell of one table."""
    table = held.tables[name]
    rows = [row | {column: text} if i == place else row for i, row in enumerate(table.rows)]
    return held._replace(tables=held.tables | {name: Table(table.header, rows, table.shown, table.words)})


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_moved_since_the_notebook_was_committed(path: Path, request):
    wave = notebooks.declared(notebooks.read(path))["wave"]
    made = request.getfixturevalue("report" if wave == "study-2023" else "demo")
    fresh = reported.of_notebooks([made / "en" / "notebooks" / path.name])
    told = moved(reported.of_notebooks([path]), fresh)
    assert not told, f"since {path.name} was committed (`make notebooks` if it is meant):\n{told}"


MARKET = reported.of_notebooks([paths.NOTEBOOKS / "01_market_growth.ipynb"])
SPREAD, LAST = "tables/spread", 2
"""Markets in billions of dollars, shown with one decimal: 156.0 in row `LAST`, for 2030."""


@pytest.mark.parametrize("text", ["156.0", "156", "156.00000000000003", "156.009", "155.991"])
def test_a_value_may_move_by_less_than_the_tolerance(text):
    assert moved(MARKET, with_cell(MARKET, SPREAD, LAST, "highest", text)) == ""


def test_a_value_that_moves_by_more_is_told_with_its_row_column_unit_and_difference():
    assert MARKET.tables[SPREAD].rows[LAST]["highest"] == "156"
    assert moved(MARKET, with_cell(MARKET, SPREAD, LAST, "highest", "156.3")).splitlines() == [
        "tables/spread (rows by year, among)",
        "  row               column     old    new  difference",
        "  2030, every year  highest  156.0  156.3  +0.3 $ bn",
    ]
    assert "156.02  +0.02 $ bn" in moved(MARKET, with_cell(MARKET, SPREAD, LAST, "highest", "156.02"))


def test_all_that_moved_is_told_at_once():
    perturbed = with_cell(MARKET, SPREAD, LAST, "highest", "157")
    perturbed = with_cell(perturbed, "tables/closure", 0, "verdict", "inconsistent")
    told = moved(MARKET, perturbed._replace(findings={"01_market_growth": ["Nothing grows."]}))
    assert "  2030, every year  highest  156.0  157.0  +1.0 $ bn" in told
    assert "  GVR, verdict: reproduced -> inconsistent" in told
    assert "Findings of 01_market_growth" in told
    assert "  new: Nothing grows." in told


def test_every_committed_notebook_has_something_to_compare():
    for path in NOTEBOOKS:
        held = reported.of_notebooks([path])
        assert held.tables, path.name
        assert held.findings[path.stem], path.name
