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
    assert "The rate of GMI closes over another period or count only" in said
    assert "closes" not in en.sentence(findings.unprinted(closure[closure.institute != "GMI"]))
    assert en.sentence(findings.unprinted(closure[:3])) == "Both years of every label are printed."


def test_the_same_institutes_are_compared_in_both_years(load):
    """11.05 / 8.5 to 11.15 / 7.5 in 2022; GMI is 54.5 to 56.4 in 2030, so 155.5 / 56.4 to 156.5 / 54.5.

    Without GMI 11.05 / 8.65 to 11.15 / 8.55, and 155.5 / 125.75 to 156.5 / 125.65.
    """
    assert en.sentence(findings.institutes(compared(load, 2030))) == (
        "Among the 4 institutes with a market, printed or interpolated, in both 2022 and 2030, the highest is "
        "1.3 to 1.5 times the lowest in 2022 and 2.8 to 2.9 times in 2030 ($55.5bn, interpolated for GMI, to "
        "$156bn); without GMI, 1.3 and 1.2 times."
    )


def test_the_range_of_stated_rates_names_their_periods(load):
    closure = growth.closure(load("market_estimates"), load("market_growth_stated"))
    assert en.sentence(findings.stated_range(closure)) == (
        "The 5 growth rates stated run from 25% a year (GMI, 2022 to 2030) to 60.6% (Markets & Markets, 2022 "
        "to 2027)."
    )


def test_the_growth_range_of_the_study_holds_on_a_condition(load):
    tables = (load(name) for name in ("market_estimates", "market_growth_stated", "market_context"))
    ranges = reconciliation.summary_ranges(*tables)
    claim = ranges[ranges.measure == "growth"].iloc[0]
    assert en.sentence(findings.study_growth(claim)) == (
        "Growth of 35 to 39% a year (section 3.1) holds only if Markets & Markets, Fortune Business Insights "
        "and GMI are left out, and the low end joins the 2022 market of GVR to the 2030 market of Allied "
        "Market Research."
    )
    others = {
        word: en.sentence(findings.study_growth(claim.copy().replace("consistent only if", word)))
        for word in ("reproduced", "inconsistent")
    }
    assert "(section 3.1) holds: " in others["reproduced"]
    assert "(section 3.1) does not hold: " in others["inconsistent"]


def test_log_points_are_not_taken_for_percentage_points():
    """ln 2 = 0.693 and ln 1 = 0, so b is 34.7 below the mean; growth of 0 against a mean of 50."""
    parts = pd.DataFrame({"institute": ["a", "b"], "growth": [100.0, 0.0], "deviation": [34.6, -34.7]})
    said = en.sentence(findings.log_points(parts))
    assert said.endswith(
        "b is −34.7 log points from the mean, with growth of 0.0% where the mean of the column is 50.0%."
    )


def test_an_end_that_no_institute_prints_is_said_to_be_interpolated(load):
    """In 2026 GMI, between 2022 and 2032, is lowest and Markets & Markets, between 2022 and 2027, highest."""
    rows = compared(load, 2026)
    said = en.sentence(findings.institutes(rows))
    assert ", interpolated for GMI and Markets & Markets)" in said
    printed = rows.assign(how=rows.how.replace("interpolated", "printed"))
    assert "interpolated for" not in en.sentence(findings.institutes(printed))
    high = printed.assign(how=printed.how.where(printed.institute != "Markets & Markets", "interpolated"))
    assert "bn, interpolated for Markets & Markets)" in en.sentence(findings.institutes(high))


def test_the_headline_tells_rates_institutes_and_regions(load):
    tables = (load(name) for name in ("market_estimates", "market_growth_stated", "market_regions"))
    said = [en.sentence(finding) for finding in findings.headline(*tables, 2030, "half-up")]
    assert [line.split(",")[0] for line in said] == [
        "Of 5 growth rates that institutes state",
        "Among the 4 institutes with a market",
        "The regional markets called “current” sum to the world total of 2021.",
    ]


def test_too_few_institutes_are_not_compared(load):
    """In 2032 only GMI prints a market."""
    rows = compared(load, 2032)
    assert "Fewer than three" in en.sentence(findings.institutes(rows))
    assert list(reconciliation.leave_one_out(rows).compared) == [1, 1]
    parts = reconciliation.decomposition(reconciliation.trajectories(rows, 2022, 2032), 10)
    assert "Fewer than three" in en.sentence(
        findings.variance(reconciliation.shares_without_one(parts), (2022, 2032))
    )


def shares(*target):
    rows = [(None, *target[:1]), *zip("abc", target[1:], strict=True)]
    frame = pd.DataFrame(rows, columns=["left_out", "target_share"])
    return frame.assign(base_share=1 - frame.target_share, compared=[3, 2, 2, 2])


def test_the_split_of_the_variance_names_whom_it_rests_on():
    said = en.sentence(findings.variance(shares(1.2, 1.1, -0.04, 1.3), (2022, 2030)))
    assert "the markets of 2030 account for 120% of the variance of growth and those of 2022 for −20%" in said
    assert "That rests on b." in said
    assert "runs from −4% (without b) to 130% (without c)" in said
    steady = findings.variance(shares(0.9, 0.8, 0.7, 0.95), (2022, 2030))
    assert "No single institute decides that." in en.sentence(steady)


def test_regional_markets_that_sum_to_no_total_are_not_given_a_year():
    totals = pd.DataFrame({"period": ["current"], "year": [2021], "fits": ["does not fit"]})
    assert "none of the printed world totals" in en.sentence(findings.regional(totals))
    assert "2021" in en.sentence(findings.regional(totals.assign(fits="fits")))


def test_regional_growth_is_told_as_printed(load):
    supposed = regions.base_years(load("market_regions"), load("market_growth_stated"))
    low = (
        "North America: the growth stated (of the order of 38 to 40% a year) follows only if “current” is 2021"
        ", and then at the low end of its range only."
    )
    assert [en.sentence(said) for said in findings.regional_growth(supposed)] == [
        low,
        "Asia-Pacific: the growth stated (more than 40% a year) follows from either base year.",
    ]
    none = supposed.assign(fits=supposed.fits.where(supposed.fits.isna(), "does not fit"))
    assert "from no base year tried" in en.sentence(findings.regional_growth(none)[0])
    whole = supposed.assign(fits_at=None)
    assert en.sentence(findings.regional_growth(whole)[0]).endswith("only if “current” is 2021.")
    wide = regions.base_years(load("market_regions"), load("market_growth_stated"), wordings=load("wordings"))
    assert en.sentence(findings.regional_growth(wide)[0]) == (
        f"{low} But where “of the order of” is read as 10% either side, it follows from 2021 and 2022."
    )


def test_regional_shares_are_counted_by_supposed_year(load):
    found = regions.shares(load("market_regions"), load("market_estimates"))
    assert en.sentence(findings.regional_shares(found)) == (
        "Of 3 printed shares of the world market, all follow if “current” means 2021 and none follows if "
        "“current” means 2022."
    )


def test_the_bounded_regions_are_told_in_dollars(load):
    """155.5 - 48.5 - 49.5 - 51.5 = 6 must be held, less than 2 + 5 may be."""
    totals = regions.totals(load("market_regions"), load("market_estimates"))
    assert en.sentence(findings.bounded(totals)) == (
        "For 2030, the regions with only an upper bound must together hold more than $6.0bn for the sum to "
        "fit; their bounds add up to $7.0bn."
    )
