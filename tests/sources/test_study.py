from decimal import Decimal

from helpers.sources import study


def test_numbers_keep_the_digits_they_were_printed_with(load):
    rates = load("market_growth_stated")
    assert str(rates.value[rates.source == "Fortune Business Insights"].iloc[0]) == "42.60"


def test_whole_numbers_may_be_missing(load):
    rates = load("market_growth_stated")
    assert rates.from_year.dtype == "Int64"
    assert rates.from_year.isna().any()


def test_annex_2_has_thirteen_filled_cells(load):
    """Counted in the printed table: 3 for GVR, 1 Gartner, 2 Markets & Markets, 3 Fortune, 2 Allied, 2 GMI."""
    filled = load("market_estimates").groupby("institute").size().to_dict()
    assert filled == {
        "GVR": 3,
        "Gartner": 1,
        "Markets & Markets": 2,
        "Fortune Business Insights": 3,
        "Allied Market Research": 2,
        "GMI": 2,
    }


def test_empty_cells_are_none(load):
    assert load("market_regions").value_high.iloc[0] is None
    assert load("market_regions").value.iloc[0] == Decimal("2.7")


def test_every_table_of_the_wave_is_listed():
    assert {"market_estimates", "market_regions", "wordings"} <= set(study.tables("study-2023"))
