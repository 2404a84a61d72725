import pytest

from helpers.presentation.language import Language
from helpers.statistics import regions

en = Language("en")


def verdict(found, statement):
    return found[found.statement.map(en.sentence) == statement].iloc[0]


@pytest.fixture
def printed(load):
    return load("market_regions")


def test_current_markets_sum_to_2021_and_not_to_2022(printed, load):
    """2.7 + 2.4 + 1.8 + 0.3 + 0.3 = 7.5, each within 0.05."""
    found = regions.totals(printed, load("market_estimates"))
    current = found[found.period == "current"].set_index("year")
    assert current.fits.to_dict() == {2021: "fits", 2022: "does not fit"}
    assert (current.sum_low[2021], current.sum_high[2021]) == pytest.approx((7.25, 7.75))


def test_the_bounded_regions_must_hold_what_the_others_leave(printed, load):
    """156 within 0.5, less 48 + 49 + 51 each within 0.5: from 155.5 - 149.5 = 6 to 156.5 - 146.5 = 10."""
    later = regions.totals(printed, load("market_estimates")).set_index("year").loc[2030]
    assert (later.rest_low, later.rest_high, later.room) == (6, 10, 7)
    assert later.fits == "fits"


def test_growth_of_north_america_holds_from_2021_only(printed, load):
    """(48/2.7)^(1/9) = 37.7 % and (48/2.7)^(1/8) = 43.3 %, stated 38 to 40 %."""
    found = regions.base_years(printed, load("market_growth_stated")).set_index(["region", "base_year"])
    assert found.fits["north_america", 2021] == "fits"
    assert found.fits["north_america", 2022] == "does not fit"
    amount = found.printed["north_america", 2021].fields["amount"]
    assert (amount.low, amount.high) == (38, 40)
    assert tuple(found.loc[("north_america", 2021), ["stated_low", "stated_high"]]) == (37.5, 40.5)
    # at most (48.5/2.65)^(1/9) = 38.1 %, which prints as the low end
    assert found.fits_at["north_america", 2021] == "low end"
    assert found.fits_widely.isna().all()


def test_a_wider_reading_of_a_word_lets_the_growth_hold_from_2022_too(printed, load):
    """10 % either side of 38 and 40 is 34.2 to 44; (48/2.7)^(1/8) = 43.3 %."""
    tables = printed, load("market_growth_stated"), load("market_estimates"), load("wordings")
    found = regions.base_years(*tables[:2], wordings=tables[3]).set_index(["region", "base_year"])
    assert list(found.fits["north_america"]) == ["fits", "does not fit"]
    assert list(found.fits_widely["north_america"]) == ["fits", "fits"]
    assert found.fits_widely["asia_pacific"].isna().all()  # "more than" is no hedge
    said = verdict(regions.verdicts(*tables), "growth: of the order of 38 to 40% a year")
    assert said.verdict == "consistent only if"
    assert en.sentence(said.condition) == (
        "“current” means 2021, and the growth is at the low end of the range (2021 and 2022 where “of the "
        "order of” is read as 10% either side)"
    )


def test_a_growth_that_only_a_wider_reading_allows_is_not_inconsistent(printed, load):
    """Truncated, 38 stands for 38 to 39, and 48 for 48 to 49 from 2.7 to 2.8: at most 38.0 % from 2021."""
    rest = load("market_growth_stated"), load("market_estimates"), load("wordings")
    found = regions.verdicts(printed, *rest, "truncation")
    said = verdict(found, "growth: of the order of 38 to 40% a year")
    assert said.verdict == "consistent only if"
    assert en.sentence(said.condition) == "“of the order of” is read as 10% either side"


def test_a_statement_with_a_period_and_a_source_of_its_own_names_them(printed, load):
    rest = load("market_growth_stated"), load("market_estimates"), load("wordings")
    found = regions.verdicts(printed, *rest)
    assert verdict(found, "growth: 51% a year from 2022 to 2030, by Research and Markets").region == "china"
    assert list(dict.fromkeys(found.region)) == ["world", "north_america", "europe", "asia_pacific", "china"]


def test_a_bounded_market_gives_only_an_upper_bound_on_growth(printed, load):
    found = regions.base_years(printed, load("market_growth_stated")).set_index(["region", "base_year"])
    row = found.loc[("south_america", 2021)]
    assert row.implied_low != row.implied_low
    # below 2 from at least 0.25: (2/0.25)^(1/9) = 25.99 %
    assert row.implied_high == pytest.approx(25.99, abs=0.01)


def test_printed_shares_are_shares_of_the_2021_total(printed, load):
    found = regions.shares(printed, load("market_estimates"))
    europe = found[(found.region == "europe") & (found.period == "current")].set_index("year")
    assert europe.fits.to_dict() == {2021: "fits", 2022: "does not fit"}  # 2.4/7.5 = 32 %, 2.4/11.1 = 21.6 %


def test_every_regional_statement_has_its_verdict(printed, load):
    found = regions.verdicts(printed, load("market_growth_stated"), load("market_estimates"), load("wordings"))
    assert found.verdict.value_counts().to_dict() == {
        "consistent only if": 6,
        "consistent": 1,
        "not checkable": 1,
    }
    assert found[found.region == "china"].verdict.tolist() == ["not checkable"]
    assert len(found.groupby((found.region != found.region.shift()).cumsum())) == found.region.nunique()


def test_the_looser_reading_of_about_stands_beside_the_strict_one(printed, load):
    """48 may be 50.4 at 5 % either side: 155.5 - 50.4 - 49.5 - 51.5 = 4.1."""
    found = regions.verdicts(printed, load("market_growth_stated"), load("market_estimates"), load("wordings"))
    condition = next(c for c in found.condition if "hedged" in c.fields)
    assert condition.fields["rest"] == pytest.approx(6)
    assert condition.fields["hedged"] == pytest.approx(4.1)
    assert en.sentence(condition).endswith("(more than $4.1bn where “about” is read as 5% either side)")


def test_parts_and_remainder_make_the_whole(printed, load):
    parts = regions.parts(printed, load("market_estimates"))
    assert parts.groupby(["period", "year"]).share.sum().round(9).eq(100).all()
    rest = parts[parts.region == "remainder"].set_index("year").share
    assert rest[2030] == pytest.approx(100 * 8 / 156)
