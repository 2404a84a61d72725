import pandas as pd

from helpers.presentation.language import Language
from helpers.statistics import growth, reconciliation, regions
from helpers.statistics import market_findings as findings

en, fr = Language("en"), Language("fr")


def compared(load, year):
    return reconciliation.aligned(load("market_estimates"), load("market_growth_stated"), [2022, year])


def test_rates_are_counted_by_verdict_and_agree_in_number():
    closure = pd.DataFrame({"verdict": ["reproduced", "not checkable", "reproduced", "consistent only if"]})
    assert en.sentence(findings.rates(closure)) == (
        "Of 4 growth rates that institutes state, 2 follow from the markets printed for the years of their "
        "label, 1 holds on a condition only, none is inconsistent and 1 cannot be checked."
    )
    assert "1 follows from" in en.sentence(findings.rates(closure[:1]))
    assert "aucun ne se déduit" in fr.sentence(findings.rates(closure[1:2]))


def test_a_rate_that_closes_otherwise_is_told_apart_from_one_that_is_decided(load):
    closure = growth.closure(load("market_estimates"), load("market_growth_stated"))
    said = en.sentence(findings.unprinted(closure))
    assert said.startswith("A year of the label is not printed for Allied Market Research and GMI")
    assert "The rate of GMI also closes" in said
    assert "closes" not in en.sentence(findings.unprinted(closure[closure.institute != "GMI"]))
    assert en.sentence(findings.unprinted(closure[:3])) == "Both years of every label are printed."


def test_the_same_institutes_are_compared_in_both_years(load):
    """11.1 / 8 = 1.39 in 2022, 156 / 55.5 = 2.81 in 2030; without GMI 11.1 / 8.6 = 1.29, 156 / 125.7 = 1.24."""
    assert en.sentence(findings.institutes(compared(load, 2030))) == (
        "Among the 4 institutes with a market in both years, the highest is 1.4 times the lowest in 2022 and "
        "2.8 times in 2030 ($55.5bn, interpolated for GMI, to $156.0bn); without GMI, 1.3 and 1.2 times."
    )


def test_an_end_that_no_institute_prints_is_said_to_be_interpolated(load):
    """In 2026 GMI, between 2022 and 2032, is lowest and Markets & Markets, between 2022 and 2027, highest."""
    rows = compared(load, 2026)
    said = en.sentence(findings.institutes(rows))
    assert ", interpolated for GMI and Markets & Markets)" in said
    printed = rows.assign(how=rows.how.replace("interpolated", "printed"))
    assert "interpolated" not in en.sentence(findings.institutes(printed))
    high = printed.assign(how=printed.how.where(printed.institute != "Markets & Markets", "interpolated"))
    assert "bn, interpolated for Markets & Markets)" in en.sentence(findings.institutes(high))


def test_the_headline_tells_rates_institutes_and_regions(load):
    tables = (load(name) for name in ("market_estimates", "market_growth_stated", "market_regions"))
    said = [en.sentence(finding) for finding in findings.headline(*tables, 2030, "half-up")]
    assert [line.split(",")[0] for line in said] == [
        "Of 5 growth rates that institutes state",
        "Among the 4 institutes with a market in both years",
        "The regional markets called “current” sum to the world total of 2021.",
    ]


def test_too_few_institutes_are_not_compared(load):
    """In 2032 only GMI prints a market."""
    rows = compared(load, 2032)
    assert "Fewer than three" in en.sentence(findings.institutes(rows))
    assert list(reconciliation.leave_one_out(rows).compared) == [1, 1]
    parts = reconciliation.decomposition(reconciliation.trajectories(rows, 2022, 2032), 10)
    assert "Fewer than three" in en.sentence(findings.variance(reconciliation.shares_without_one(parts)))


def shares(*target):
    rows = [(None, *target[:1]), *zip("abc", target[1:], strict=True)]
    frame = pd.DataFrame(rows, columns=["left_out", "target_share"])
    return frame.assign(base_share=1 - frame.target_share, compared=[3, 2, 2, 2])


def test_the_split_of_the_variance_names_whom_it_rests_on():
    said = en.sentence(findings.variance(shares(1.2, 1.1, -0.04, 1.3)))
    assert "the last year accounts for 120% of the variance of growth and the first year for −20%" in said
    assert "That rests on b." in said
    assert "runs from −4% (without b) to 130% (without c)" in said
    assert "No single institute decides that." in en.sentence(findings.variance(shares(0.9, 0.8, 0.7, 0.95)))


def test_regional_markets_that_sum_to_no_total_are_not_given_a_year():
    totals = pd.DataFrame({"period": ["current"], "year": [2021], "fits": ["does not fit"]})
    assert "none of the printed world totals" in en.sentence(findings.regional(totals))
    assert "2021" in en.sentence(findings.regional(totals.assign(fits="fits")))


def test_regional_growth_is_told_as_printed(load):
    supposed = regions.base_years(load("market_regions"), load("market_growth_stated"))
    assert [en.sentence(said) for said in findings.regional_growth(supposed)] == [
        "North America: the growth stated (38 to 40% a year) follows only if “current” is 2021.",
        "Asia-Pacific: the growth stated (more than 40% a year) follows from either base year.",
    ]
    none = supposed.assign(fits=supposed.fits.where(supposed.fits.isna(), "does not fit"))
    assert "from no base year tried" in en.sentence(findings.regional_growth(none)[0])


def test_regional_shares_are_counted_by_supposed_year(load):
    found = regions.shares(load("market_regions"), load("market_estimates"))
    assert en.sentence(findings.regional_shares(found)) == (
        "Of 3 printed shares of the world market, 3 follow if “current” means 2021 and none follows if "
        "“current” means 2022."
    )


def test_the_bounded_regions_are_told_in_dollars(load):
    """155.5 - 48.5 - 49.5 - 51.5 = 6 must be held, less than 2 + 5 may be."""
    totals = regions.totals(load("market_regions"), load("market_estimates"))
    assert en.sentence(findings.bounded(totals)) == (
        "For 2030, the regions with only an upper bound must together hold more than $6.0bn for the sum to "
        "fit; their bounds leave room for less than $7bn."
    )
