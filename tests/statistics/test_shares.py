import math
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from conftest import known_answers
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import multinomial_proportions_confint

from helpers.statistics import rounding, shares
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import sentence

true_counts = st.integers(1, 200).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
confidences = st.floats(0.5, 0.999)
methods = st.sampled_from(["wilson", "clopper-pearson"])


def wilson(count, base):
    """Wilson (1927), written out; z is the 97.5 % point of the normal distribution."""
    z, p = 1.959963984540054, count / base
    half = z * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
    middle = p + z * z / (2 * base)
    return (middle - half) / (1 + z * z / base), (middle + half) / (1 + z * z / base)


def held_by_both_tests(count, base, population):
    """Every number in the population that neither one-sided test rejects at 2.5 %, in rationals."""
    held, ways = [], math.comb(population, base)
    for k in range(count, population - (base - count) + 1):
        chance = [math.comb(k, i) * math.comb(population - k, base - i) for i in range(base + 1)]
        above, below = Fraction(sum(chance[count:]), ways), Fraction(sum(chance[: count + 1]), ways)
        if min(above, below) > Fraction(25, 1000):
            held.append(k)
    return held


def fisher(a, b, n):
    """Fisher's two-sided p for a and b out of n each, in rationals."""
    total = a + b
    weights = {
        i: math.comb(n, i) * math.comb(n, total - i) for i in range(max(0, total - n), min(n, total) + 1)
    }
    return Fraction(sum(w for w in weights.values() if w <= weights[a]), math.comb(2 * n, total))


def figure(**columns):
    row = {"question": "q", "item": "i", "horizon": "now", "value": Decimal(50), "value_high": None}
    row |= {"decimals": 0, "unit": "percent", "wording": "exact", "phrase": None, "base": None}
    row |= {"status": "printed", "place": "section 1, text"}
    return row | columns


def frame(*rows):
    made = pd.DataFrame(list(rows))
    return made.astype({"base": "Int64", "decimals": "Int64", "value": object, "value_high": object})


def published(*rows, n=36, **options):
    return shares.published(frame(*rows), n, **options)


@pytest.mark.parametrize("row", known_answers("proportion"))
def test_intervals_agree_with_known_answers(row):
    given = row["given"]
    found = shares.interval(
        int(given["count"]), int(given["base"]), float(given["confidence"]), given["method"]
    )
    expected = [float(end) for end in row["expected"].split("-")]
    assert found == pytest.approx(expected, abs=1e-6), f"{row['case']}: {row['source']}"


@pytest.mark.parametrize("row", known_answers("proportion-fpc"))
def test_hypergeometric_intervals_are_the_strict_inversion(row):
    given = {key: value if key == "method" else int(value) for key, value in row["given"].items()}
    population = given["population"]
    low, high = shares.interval(given["count"], given["base"], 0.95, given["method"], population)
    strict, outward = (
        [int(end) for end in answer.split("=")[1].split("-")] for answer in row["expected"].split(";")
    )
    assert [low * population, high * population] == pytest.approx(strict), f"{row['case']}: {row['source']}"
    # samplingbook: one unit outward, but never fewer with the answer than the sample itself holds
    assert outward == [max(strict[0] - 1, given["count"]), strict[1] + 1]


@pytest.mark.parametrize(("base", "population"), [(7, 20), (36, 50), (36, 36), (1, 3)])
def test_hypergeometric_intervals_hold_what_neither_test_rejects(base, population):
    for count in range(base + 1):
        held = held_by_both_tests(count, base, population)
        found = shares.interval(count, base, 0.95, "hypergeometric", population)
        assert found == (held[0] / population, held[-1] / population)


def test_a_census_leaves_no_doubt():
    assert shares.interval(9, 36, 0.95, "hypergeometric", 36) == (0.25, 0.25)


@settings(deadline=None)
@given(true_counts, confidences, methods)
def test_intervals_hold_the_share_and_lie_between_0_and_1(true, confidence, method):
    count, base = true
    low, high = shares.interval(count, base, confidence, method)
    assert 0 <= low <= count / base <= high <= 1
    assert low < high


@settings(deadline=None)
@given(true_counts, st.integers(0, 300), confidences)
def test_hypergeometric_intervals_hold_the_share_of_the_sample(true, more, confidence):
    count, base = true
    low, high = shares.interval(count, base, confidence, "hypergeometric", base + more)
    assert 0 <= low <= high <= 1
    # the population's share comes in steps of 1 in the population
    assert low - 1 / (base + more) < count / base < high + 1 / (base + more)


@settings(deadline=None)
@given(true_counts.filter(lambda true: true[0] < true[1]), confidences, methods)
def test_intervals_rise_with_the_count(true, confidence, method):
    count, base = true
    low, high = shares.interval(count, base, confidence, method)
    next_low, next_high = shares.interval(count + 1, base, confidence, method)
    assert low < next_low
    assert high < next_high


def test_at_none_and_at_all_one_end_is_exact():
    # rule of three, exactly: (1 - high)^36 = 2.5 %
    assert shares.interval(0, 36, method="clopper-pearson") == (0.0, pytest.approx(1 - 0.025 ** (1 / 36)))
    assert shares.interval(0, 36)[0] == 0.0
    assert shares.interval(36, 36)[1] == 1.0


def test_confidence_sets_the_tails():
    # none of 36 at 90 %: (1 - high)^36 = 5 %
    assert shares.interval(0, 36, 0.90, "clopper-pearson")[1] == pytest.approx(1 - 0.05 ** (1 / 36))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 4), "no share"),
        ((0, 0), "no share"),
        ((1, 4, 1.5), "confidence"),
        ((1, 4, 0.95, "wald"), "must be one of wilson"),
        ((1, 4, 0.95, "hypergeometric"), "population"),
        ((1, 4, 0.95, "hypergeometric", 3), "population"),
    ],
)
def test_what_is_no_share_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        shares.interval(*arguments)


def test_estimates_add_share_interval_and_flag():
    tabulation = pd.DataFrame({"item": ["a", "b", "c"], "count": [9, 3, 0], "base": [36, 12, 0]})
    found = shares.estimates(tabulation).set_index("item")
    assert list(found.share[:2]) == [0.25, 0.25]
    assert (found.low["a"], found.high["a"]) == pytest.approx(wilson(9, 36))
    assert found.loc["c", ["share", "low", "high"]].isna().all()
    assert list(found.flag) == ["ok", "flagged", "flagged"]


def test_a_finite_population_needs_a_random_draw():
    tabulation = pd.DataFrame({"count": [9], "base": [36]})
    for sampling, population in (("self-selected", 300), ("random", None)):
        with pytest.raises(ValueError, match="random draw from a stated population"):
            shares.estimates(tabulation, method="hypergeometric", population=population, sampling=sampling)
        with pytest.raises(ValueError, match="random draw from a stated population"):
            published(figure(), method="hypergeometric", population=population, sampling=sampling)
    drawn = shares.estimates(tabulation, method="hypergeometric", population=300, sampling="random")
    assert (drawn.low[0], drawn.high[0]) == shares.interval(9, 36, 0.95, "hypergeometric", 300)


def test_a_stated_base_comes_first():
    # 20 % is 5 of 25; 36 does not print it, and would not be asked
    row = published(figure(value=Decimal(20), base=25)).iloc[0]
    assert (row.base_kind, row.bases, row["count"], row.note) == ("stated", [25], [5], None)
    assert (row.interval_low, row.interval_high) == pytest.approx(wilson(5, 25))
    assert row.flag == "flagged"


def test_a_figure_impossible_under_its_stated_base_has_no_interval():
    # of 36, 7 firms print 19 and 8 print 22
    row = published(figure(value=Decimal(20), base=36)).iloc[0]
    assert (row.base_kind, row.bases, row.pairs) == ("stated", [36], [])
    assert row.note == "impossible under the stated base"
    assert pd.isna(row.interval_low)
    assert pd.isna(row.interval_high)


def test_n_is_assumed_where_it_prints_the_figure():
    # 67 % is 24 of 36, as it is 22 of 33
    row = published(figure(value=Decimal(67))).iloc[0]
    assert (row.base_kind, row.pairs) == ("base assumed", [(24, 36)])
    assert (row.share_low, row.share_high) == (24 / 36, 24 / 36)
    assert (row.interval_low, row.interval_high) == pytest.approx(wilson(24, 36))
    assert row.flag == "ok"


def test_where_n_does_not_print_the_figure_every_base_from_half_of_n_counts():
    # 37 %: 7 of 19, 10 of 27, 11 of 30, 13 of 35; 3 of 8 prints 38, and bases below 18 are not asked
    row = published(figure(value=Decimal(37))).iloc[0]
    assert (row.base_kind, row.pairs) == ("base unknown", [(7, 19), (10, 27), (11, 30), (13, 35)])
    assert row.bases == [19, 27, 30, 35]
    ends = [wilson(*pair) for pair in row.pairs]
    assert row.interval_low == pytest.approx(min(low for low, _ in ends))
    assert row.interval_high == pytest.approx(max(high for _, high in ends))
    assert row.flag == "flagged"  # since 19 is among the bases


def test_half_of_an_odd_n_is_rounded_up():
    # 33 % of n = 5: not fifths; 1 of 3 is allowed, 2 of 6 is above n. Half of 5 is 2.5, so base 2 is not asked
    assert published(figure(value=Decimal(33)), n=5).bases[0] == [3]
    assert published(figure(value=Decimal(50)), n=5).bases[0] == [4]


def test_a_figure_that_no_allowed_base_prints_says_so():
    row = published(figure(value=Decimal(1))).iloc[0]  # 1 firm of at least 67
    assert (row.base_kind, row.bases, row.flag) == ("base unknown", [], None)
    assert row.note == "no base from half of n to n gives it"


def test_an_approximate_wording_holds_every_count_inside_its_interval():
    # a third, read as 29.1 to 36.7 %: of 36 it holds 11 (30.6), 12 and 13 (36.1)
    third = Interval(Fraction(291, 10), Fraction(367, 10))
    row = published(figure(value=None, wording="approximate", phrase="a third", interval=third)).iloc[0]
    assert (row.base_kind, row["count"], row.wording) == ("base assumed", [11, 12, 13], "approximate")
    assert row.interval_low == pytest.approx(wilson(11, 36)[0])
    assert row.interval_high == pytest.approx(wilson(13, 36)[1])


def test_bounds_and_ranges_are_intervals_of_shares():
    rows = frame(
        figure(wording="bound", phrase="more than", value=Decimal(50)),
        figure(wording="range", value=Decimal(30), value_high=Decimal(40)),
    )
    above, between = shares.published(rounding.figures(rows), 10)["count"]
    assert above == [6, 7, 8, 9, 10]  # more than half of 10
    assert between == [3, 4]


def test_wordings_must_be_read_first():
    with pytest.raises(ValueError, match="read the wordings"):
        published(figure(wording="approximate"))
    row = published(figure(wording="approximate", phrase="a few", interval=None)).iloc[0]
    assert (row.note, row.pairs) == ("no declared reading", [])


def test_counts_of_firms_are_shares_and_other_units_are_not():
    found = published(
        figure(unit="firms", value=Decimal(24), base=36),
        figure(unit="firms", value=Decimal(0)),
        figure(unit="employees", value=Decimal(888)),
        figure(value=Decimal(6), of_firms=False),
    )
    # a missing mark means a share
    assert list(found.base_kind) == ["stated", "base assumed", "not a share", "not a share"]
    assert list(found.pairs[:2]) == [[(24, 36)], [(0, 36)]]
    assert list(found.flag[2:]) == [None, None]


def test_lost_figures_are_left_out():
    found = published(figure(), figure(status="lost", value=None))
    assert len(found) == 1


def test_rounding_rule_decides_which_base_prints():
    # 1 of 8 is a tie at 12.5
    assert published(figure(value=Decimal(13)), n=8, rule="half-up").base_kind[0] == "base assumed"
    assert published(figure(value=Decimal(13)), n=8, rule="half-even").base_kind[0] == "base unknown"


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(5)))
def test_published_shares_do_not_depend_on_row_order(order):
    rows = frame(*[figure(item=f"i{v}", value=Decimal(v)) for v in (20, 37, 50, 67, 1)])
    straight = shares.published(rows, 36)
    pd.testing.assert_frame_equal(shares.published(rows.iloc[list(order)], 36).sort_index(), straight)


@settings(deadline=None)
@given(true_counts)
def test_the_headline_interval_holds_a_true_share_of_n(true):
    count, n = true
    value = Decimal(int(rounding.rounded(Fraction(100 * count, n), 0)))
    row = published(figure(value=value), n=n).iloc[0]
    assert row.base_kind == "base assumed"
    assert (count, n) in row.pairs
    assert row.interval_low <= row.share_low <= count / n <= row.share_high <= row.interval_high


def test_flag_30_flags_bases_under_thirty():
    table = pd.DataFrame({"count": [9, 9], "base": [30, 29]})
    assert list(shares.policy(table)) == ["ok", "flagged"]
    with pytest.raises(ValueError, match="flag-30, nchs"):
        shares.policy(table, "none")


@pytest.mark.parametrize(
    ("count", "base", "effective", "word"),
    [
        (10, 29, None, "withheld"),  # base under 30
        (100, 400, 29, "withheld"),  # effective base under 30
        (18, 36, None, "withheld"),  # .329 to .671: at least .30 wide
        (2, 36, None, "withheld"),  # .007 to .187: wider than 1.3 x 2/36 = .072
        (32, 36, None, "flagged"),  # .739 to .969: the complement 4/36 would be withheld
        (0, 36, None, "flagged"),  # for review
        (36, 36, None, "flagged"),
        (0, 400, 20, "flagged"),  # with no event the base itself counts
        (100, 400, None, "ok"),  # .208 to .295: .087 wide, under 1.3 x .25
        (1, 2000, None, "ok"),  # at most .05 wide: the relative width does not count
    ],
)
def test_nchs_standard(count, base, effective, word):
    # Parker et al. (2017), Vital Health Stat 2(175); ends of intervals from the binomial tails below
    assert shares.nchs(count, base, effective)[0] == word


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(18, 36, 0.329, 0.671), (2, 36, 0.007, 0.187), (32, 36, 0.739, 0.969), (100, 400, 0.208, 0.295)],
)
def test_ends_quoted_for_the_nchs_cases_leave_a_fortieth_in_each_tail(count, base, low, high):
    # each quoted end is rounded to .001: the tail passes 2.5 % within half of that
    assert stats.binom.sf(count - 1, base, low - 0.0005) < 0.025 < stats.binom.sf(count - 1, base, low + 0.0005)
    assert stats.binom.cdf(count, base, high + 0.0005) < 0.025 < stats.binom.cdf(count, base, high - 0.0005)


def test_at_36_firms_the_nchs_standard_shows_no_share_without_a_mark():
    table = pd.DataFrame({"count": range(37), "base": 36})
    assert "ok" not in set(shares.policy(table, "nchs"))


def test_of_several_counts_the_worst_word_counts():
    # 32 of 36 is flagged (see above) and 18 of 36 withheld
    assert (shares.nchs(32, 36)[0], shares.nchs(18, 36)[0]) == ("flagged", "withheld")
    rows = frame(figure(unit="firms", wording="range", value=Decimal(18), value_high=Decimal(32)))
    assert list(shares.policy(shares.published(rounding.figures(rows), 36), "nchs")) == ["withheld"]


@pytest.mark.parametrize(
    ("n", "p0", "direction"), [(36, 0.5, "up"), (36, 0.25, "up"), (36, 0.25, "down"), (20, 0.9, "down")]
)
def test_the_smallest_significant_difference_is_the_first_that_fisher_accepts(n, p0, direction):
    found = shares.smallest_significant_difference(n, p0, direction=direction)
    sign = 1 if direction == "up" else -1
    assert found.start == n * p0
    assert found.reached == found.start + sign * found.difference
    assert found.p == pytest.approx(float(fisher(found.start, found.reached, n)))
    assert found.p <= 0.05
    for nearer in range(1, found.difference):
        assert fisher(found.start, found.start + sign * nearer, n) > Fraction(5, 100)


def test_the_starting_count_is_rounded_half_up():
    assert shares.smallest_significant_difference(9, 0.5).start == 5


def test_small_groups_can_show_no_difference():
    # 0 of 3 against 3 of 3: p = 2 / 20 = .1
    assert fisher(0, 3, 3) == Fraction(1, 10)
    assert shares.smallest_significant_difference(3, 0) is None
    assert shares.detectable_difference(3, 0) is None


@pytest.mark.parametrize(
    ("n", "p0", "p1", "power"),
    [
        (50, 0.60, 0.40, 0.462100133),
        (108, 0.60, 0.40, 0.80194182),
        (39, 2 / 3, 1 / 3, 0.8008238),
        (18, 0.75, 0.25, 0.833005149),
    ],
)
def test_power_of_fishers_test_agrees_with_known_answers(n, p0, p1, power):
    # tests of the R package pwrss (Bulus), which was validated against PASS and G*Power
    assert shares.fisher_power(n, p0, p1) == pytest.approx(power, abs=5e-8)


def test_power_by_hand():
    # of 4 against 4 only 0 against 4 is significant (p = 2 / 70): both orders, for true shares .5 and .5
    assert shares.fisher_power(4, 0.5, 0.5) == pytest.approx(2 / 2**8)


def test_the_detectable_difference_has_the_power_asked_for():
    # pwrss: from 40 %, 108 firms a group are the fewest that find 60 % with power .80
    assert shares.detectable_difference(108, 0.4, direction="up").reached < 0.6
    assert shares.detectable_difference(107, 0.4, direction="up").reached > 0.6
    found = shares.detectable_difference(36, 0.5)
    assert shares.fisher_power(36, 0.5, found.reached) == pytest.approx(0.80, abs=1e-6)
    assert found.difference == pytest.approx(found.reached - 0.5)


def test_the_two_differences_are_not_the_same():
    observed = shares.smallest_significant_difference(36, 0.5)
    assert observed.difference / 36 < shares.detectable_difference(36, 0.5).difference


@pytest.mark.parametrize(
    ("arguments", "message"), [({"p0": 1.2}, "p0 is 1.2"), ({"p0": 0.5, "direction": "left"}, "direction")]
)
def test_differences_refuse_what_is_no_share(arguments, message):
    for number in (shares.smallest_significant_difference, shares.detectable_difference):
        with pytest.raises(ValueError, match=message):
            number(36, **arguments)


def test_power_must_be_above_alpha():
    with pytest.raises(ValueError, match="above alpha"):
        shares.detectable_difference(36, 0.5, power=0.01)


def test_a_share_no_base_prints_is_inconsistent_and_another_base_is_a_condition(load):
    """20 % is a count of 20, 25, 30 or 35 firms but of no 36; 58 % is 21 of 36."""
    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    found = shares.verdicts(shares.published(figures, 36)).set_index(["question", "item", "value"])
    assert found.verdict["region", "auvergne_rhone_alpes", Decimal(20)] == "consistent only if"
    assert found.condition["region", "auvergne_rhone_alpes", Decimal(20)].fields["bases"] == [20, 25, 30, 35]
    assert found.verdict["client_sector", "industry", Decimal(58)] == "consistent"
    assert found.verdict["staff_share", "mean", Decimal(6)] == "not checkable"
    odd = figures[figures["item"] == "auvergne_rhone_alpes"].assign(value=Decimal("20.01"), decimals=2)
    assert shares.verdicts(shares.published(odd, 36)).verdict.tolist() == ["inconsistent"]


def test_the_caveat_says_what_is_not_in_an_interval():
    assert "self-selection is not in them" in shares.caveat(0.95, "wilson", "self-selected").template
    assert "self-selection" not in shares.caveat(0.95, "wilson", "random").template


def test_the_caveat_of_a_random_draw_says_what_share_of_the_population_answered_is_not_in_it():
    said = shares.caveat(0.95, "wilson", "random", 1200)
    assert "somewhat too wide" in said.template
    assert said.fields["population"] == 1200
    assert "too wide" not in shares.caveat(0.95, "hypergeometric", "random", 1200).template
    assert "too wide" not in shares.caveat(0.95, "wilson", "self-selected", 1200).template


def test_two_figures_about_n_stand_apart():
    """At 36 from a half: 10 firms more are significant (18 and 28: p = .027; 18 and 27: .052)."""
    [row] = shares.two_figures_about_n(36, [50]).to_dict("records")
    assert row["observed"] == 10
    assert row["detectable"] > row["observed_points"]


def test_words_beside_digits_are_held_against_the_digits(load):
    """“Nearly half (46 %)”: 46 is no count of 36, so the words are not said to be of all 36 firms."""
    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    found = shares.verdicts(shares.published(figures, 36))
    words = found[(found["item"] == "used") & (found.wording == "approximate")].iloc[0]
    assert words.verdict == "consistent"
    assert words.condition.template == "the digits printed for it lie within the words"
    assert (
        words[["share_low", "share_high", "interval_low", "interval_high", "base_words", "flag"]].isna().all()
    )
    assert words.pairs, "the words still stand for counts"
    alone = found[(found["item"] == "recruit_next_year") & (found.wording == "approximate")].iloc[0]
    assert alone[["share_low", "interval_low", "base_words", "flag"]].notna().all()
    looser = figures.assign(value=figures.value.mask(figures.value == Decimal(46), Decimal(61)))
    looser = looser[looser["item"] == "used"]
    found = shares.verdicts(shares.published(looser, 36))
    assert found[found.wording == "approximate"].verdict.tolist() == ["consistent only if"]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Sison & Glaz (1995), JASA 90, first and third example, as statsmodels' tests quote them for Goodman
        (
            [56, 72, 73, 59, 62, 87, 58],
            ["85-166", "115-204", "116-207", "91-173", "96-181", "143-239", "89-171"],
        ),
        (
            [1, 12, 5, 3, 4] * 10,
            ["0-49", "19-114", "5-75", "2-62", "4-69"] * 10,
        ),
    ],
)
def test_simultaneous_intervals_are_goodmans(counts, expected):
    found = shares.simultaneous(counts)
    ends = [f"{1000 * low:.0f}-{1000 * high:.0f}" for low, high in zip(found.low, found.high, strict=True)]
    assert ends == expected
    assert list(found.share) == pytest.approx([count / sum(counts) for count in counts])


def test_simultaneous_intervals_agree_with_coinmind():
    # output of GM in the R package CoinMinD, as printed on rdrr.io
    low = [0.09468368, 0.12376893, 0.09208527, 0.06412671, 0.15637944, 0.18692732]
    high = [0.1966413, 0.2350489, 0.1931040, 0.1535697, 0.2760670, 0.3130119]
    found = shares.simultaneous([44, 55, 43, 32, 67, 78])
    assert list(found.low) == pytest.approx(low, abs=5e-9)
    assert list(found.high) == pytest.approx(high, abs=5e-8)
    assert found.conditions.all()
    assert set(found.flag) == {"ok"}


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=8).filter(any), st.sampled_from([0.9, 0.95, 0.99]))
def test_simultaneous_intervals_agree_with_statsmodels(counts, confidence):
    expected = multinomial_proportions_confint(counts, alpha=1 - confidence, method="goodman")
    found = shares.simultaneous(counts, confidence)
    assert found[["low", "high"]].to_numpy() == pytest.approx(expected, abs=1e-9)


def test_answers_given_by_fewer_than_five_firms_are_flagged():
    found = shares.simultaneous([20, 12, 4])
    assert not found.conditions.any()
    assert set(found.flag) == {"few answers"}
    assert shares.simultaneous([20, 12, 5]).conditions.all()
    assert (
        list(shares.answered(tabulated(("q", "a", 31, 36), ("q", "b", 5, 36)), single=["q"]).flag) == ["ok"] * 2
    )
    # exact intervals need no such condition
    assert shares.simultaneous([20, 12, 4], method="clopper-pearson").conditions.all()


def test_two_answers_are_complements_with_plain_intervals():
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 is .2553 to .3662; the rest mirrors it."""
    found = shares.simultaneous([81, 182])
    assert list(found.low) == pytest.approx([0.2553, 0.6338], abs=5e-5)
    assert list(found.high) == pytest.approx([0.3662, 0.7447], abs=5e-5)
    assert set(shares.simultaneous([235, 0]).flag) == {"ok"}
    rows = tabulated(("partnerships", "yes", 81, 263), ("partnerships", "no", 182, 263))
    both = shares.answered(rows, single=["partnerships"])
    assert list(both.interval_low) == pytest.approx([0.2553, 0.6338], abs=5e-5)
    exact = shares.answered(rows, method="clopper-pearson", single=["partnerships"])
    assert exact.interval_high[0] == pytest.approx(stats.beta.ppf(0.975, 82, 182))
    none = shares.answered(tabulated(("q", "yes", 235, 235), ("q", "no", 0, 235)), single=["q"])
    assert list(none.flag) == ["ok", "ok"]


def test_simultaneous_intervals_at_none_at_all_and_without_answers():
    found = shares.simultaneous([0, 36, 0])
    assert (found.low[0], found.high[1]) == (0.0, 1.0)
    nobody = shares.simultaneous([0, 0, 0])
    assert nobody[["share", "low", "high"]].isna().all(axis=None)
    assert set(nobody.flag) == {"few answers"}


@pytest.mark.parametrize(("share", "base", "effective"), [(0.2, 40, 20.0), (0.37, 100, 61.4), (0.5, 30, 28.25)])
def test_weighted_intervals_are_korn_and_graubards(share, base, effective):
    # as they write it, with quantiles of F: Korn & Graubard (1998), Survey Methodology 24, p. 196
    count = share * effective
    one, two = 2 * count, 2 * (effective - count + 1)
    three, four = 2 * (count + 1), 2 * (effective - count)
    low, high = stats.f.ppf(0.025, one, two), stats.f.ppf(0.975, three, four)
    expected = (one * low / (two + one * low), three * high / (four + three * high))
    assert shares.korn_graubard(share, base, effective) == pytest.approx(expected)


def test_weighted_intervals_at_a_whole_effective_base_are_those_of_r():
    # 4 of 20: R package binom, as in known_answers.csv
    assert shares.korn_graubard(0.2, 40, 20) == pytest.approx((0.057334, 0.436614), abs=1e-6)
    # an effective base above the base counts as the base
    assert shares.korn_graubard(0.2, 20, 31.5) == pytest.approx((0.057334, 0.436614), abs=1e-6)
    assert shares.korn_graubard(0.0, 20, 12.5)[0] == 0.0


def tabulated(*rows):
    """Rows (question, item, count, base), unweighted, or with weighted count and base and effective base."""
    columns = ["question", "item", "count", "base", "weighted_count", "weighted_base", "effective_base"]
    made = [(*row, math.nan, math.nan, math.nan)[:7] for row in rows]
    return pd.DataFrame(made, columns=columns).assign(horizon="now")


def test_answered_shares_come_in_the_columns_of_published_ones():
    found = shares.answered(tabulated(("uses", "a", 9, 36), ("uses", "b", 3, 12), ("uses", "c", 0, 0)))
    row = found.iloc[0]
    assert (row["count"], row.bases, row.pairs, row.base_kind) == ([9], [36], [(9, 36)], "answers")
    assert (row.unit, row.wording, row.value) == ("firms", "exact", Fraction(25))
    assert (row.share_low, row.share_high) == (0.25, 0.25)
    assert (row.interval_low, row.interval_high) == pytest.approx(wilson(9, 36))
    assert row.printed == sentence("{share:1%}", share=Fraction(25))
    assert row.base_words == sentence("n = {n}", n=36)
    assert (row.note, row.verdict, row.condition) == (None, None, None)
    assert list(found.flag) == ["ok", "flagged", "flagged"]
    as_figures = {"value_high", "decimals", "phrase", "base", "status", "place", "interval", "respondents"}
    assert set(shares.verdicts(published(figure())).columns) - as_figures <= set(found.columns)


def test_where_nobody_answered_there_is_no_share():
    row = shares.answered(tabulated(("uses", "c", 0, 0))).iloc[0]
    assert (row.value, row.printed, row.pairs, row.bases, row.note) == (None, None, [], [0], "nobody answered")
    assert row[["share_low", "share_high", "interval_low", "interval_high"]].isna().all()
    nothing = shares.answered(tabulated(("uses", "c", 0, 0)).iloc[:0])
    assert nothing.empty
    assert "flag" in nothing


def test_shares_in_percent_are_exact():
    # a third in floating point would print 33.4 at .05 above; 1 of 8 is a tie at 12.5
    assert list(shares.answered(tabulated(("q", "a", 1, 3), ("q", "b", 1, 8))).value) == [
        Fraction(100, 3),
        Fraction(25, 2),
    ]


def test_answers_at_none_and_at_all():
    found = shares.answered(tabulated(("q", "a", 0, 36), ("q", "b", 36, 36)), method="clopper-pearson")
    assert (found.interval_low[0], found.interval_high[1]) == (0.0, 1.0)
    assert found.interval_high[0] == pytest.approx(1 - 0.025 ** (1 / 36))


def test_a_single_choice_has_simultaneous_intervals():
    rows = [("size", "s", 20, 36), ("size", "m", 16, 36), ("size", "l", 0, 36), ("uses", "a", 20, 36)]
    found = shares.answered(tabulated(*rows), single=["size"])
    together = shares.simultaneous([20, 16, 0])
    assert list(found.interval_low[:3]) == list(together.low)
    assert list(found.interval_high[:3]) == list(together.high)
    assert (found.interval_low[3], found.interval_high[3]) == pytest.approx(wilson(20, 36))
    assert list(found.flag) == ["few answers", "few answers", "few answers", "ok"]
    exact = shares.answered(tabulated(*rows), method="clopper-pearson", single=["size"])
    assert list(exact.flag) == ["ok"] * 4


def test_weighted_shares_are_weighted_and_their_base_is_not():
    found = shares.answered(tabulated(("q", "a", 9, 36, 30.0, 60.0, 24.5)), scheme="nchs").iloc[0]
    assert found.value == 50
    assert (found.interval_low, found.interval_high) == shares.korn_graubard(0.5, 36, 24.5)
    assert (found.pairs, found.bases) == ([(9, 36)], [36])
    assert found.flag == "withheld"  # effective base under 30
    none = shares.answered(tabulated(("q", "a", 9, 36, 0.0, 0.0, math.nan))).iloc[0]
    assert none.value is None  # all that answered have a weight of 0
    assert pd.isna(none.interval_low)
    ok = shares.answered(tabulated(("q", "a", 90, 400, 100.0, 400.0, 400.0)), scheme="nchs").iloc[0]
    assert ok.flag == "ok"  # as 100 of 400 above


def test_weighted_single_choices_share_the_risk():
    rows = [("q", "a", 9, 36, 30.0, 60.0, 24.5), ("q", "b", 27, 36, 30.0, 60.0, 24.5)]
    found = shares.answered(tabulated(*rows, ("q", "c", 0, 36, 0.0, 60.0, 24.5)), single=["q"])
    assert (found.interval_low[0], found.interval_high[0]) == shares.korn_graubard(0.5, 36, 24.5, 1 - 0.05 / 3)


def test_a_random_draw_may_have_hypergeometric_intervals():
    rows, draw = tabulated(("q", "a", 9, 36)), {"population": 300, "sampling": "random"}
    found = shares.answered(rows, method="hypergeometric", **draw).iloc[0]
    assert (found.interval_low, found.interval_high) == shares.interval(9, 36, 0.95, "hypergeometric", 300)
    with pytest.raises(ValueError, match="random draw"):
        shares.answered(rows, method="hypergeometric", population=300)
    weighted = tabulated(("q", "a", 9, 36, 30.0, 60.0, 24.5))
    with pytest.raises(ValueError, match="unweighted"):
        shares.answered(weighted, method="hypergeometric", **draw)


@settings(max_examples=30)
@given(st.lists(true_counts, min_size=1, max_size=6), st.randoms())
def test_answered_shares_do_not_depend_on_row_order(pairs, random):
    rows = tabulated(*[("q", f"i{at}", *pair) for at, pair in enumerate(pairs)])
    mixed = rows.sample(frac=1, random_state=random.randrange(100))
    again = shares.answered(mixed, single=["q"]).sort_index()
    pd.testing.assert_frame_equal(again, shares.answered(rows, single=["q"]))


@pytest.mark.parametrize(
    ("n", "second_n", "power"),
    [(68, 68, 0.897983), (69, 68, 0.906564)],
)
def test_power_for_groups_of_two_sizes_agrees_with_lrstat(n, second_n, power):
    # tests of the R package lrstat (Lu): 136 and 137 firms in all, true shares .25 and .05
    assert shares.fisher_power(n, 0.25, 0.05, second_n=second_n) == pytest.approx(power, abs=5e-7)
    assert shares.fisher_power(second_n, 0.05, 0.25, second_n=n) == pytest.approx(power, abs=5e-7)


def test_p_for_groups_of_two_sizes_is_fishers():
    # of 3 and 2 firms: 0 of 3 against 2 of 2 has 1 chance in 10, and no other table with 2 in all is as rare
    assert shares.fisher_power(3, 0.0, 1.0, alpha=0.101, second_n=2) == pytest.approx(1)
    assert shares.fisher_power(3, 0.0, 1.0, alpha=0.099, second_n=2) == 0
    for first, second in ((0, 5), (7, 2), (12, 5), (6, 3)):
        p = stats.fisher_exact([[first, 12 - first], [second, 5 - second]]).pvalue
        assert shares._fisher(12, 5)[first, second] == pytest.approx(p)


@pytest.mark.parametrize(("n", "p0"), [(36, 0.5), (36, 0.25), (20, 0.9)])
def test_two_equal_groups_need_no_second_size(n, p0):
    assert shares.smallest_significant_difference(n, p0, second_n=n) == shares.smallest_significant_difference(
        n, p0
    )
    assert shares.detectable_difference(n, p0, second_n=n) == shares.detectable_difference(n, p0)


def test_the_smallest_significant_difference_between_waves_of_two_sizes():
    found = shares.smallest_significant_difference(36, 0.25, direction="up", second_n=240)
    assert (found.start, found.difference) == (9, None)

    def p(count):
        return stats.fisher_exact([[9, 27], [count, 240 - count]]).pvalue

    assert found.p == pytest.approx(p(found.reached))
    assert p(found.reached) <= 0.05
    assert all(p(count) > 0.05 for count in range(60, found.reached))
    # the larger second wave shows smaller differences than one of 36 would
    [row] = shares.two_figures_about_n(36, [25], second_n=240).to_dict("records")
    [equal] = shares.two_figures_about_n(36, [25]).to_dict("records")
    assert row["second_n"] == 240
    assert row["observed"] is None
    assert row["observed_points"] == pytest.approx(100 * (found.reached / 240 - 0.25))
    assert row["observed_points"] < equal["observed_points"]
    assert row["detectable"] < equal["detectable"]


def test_power_of_large_groups_is_near_the_exact_one_where_both_can_be_had(monkeypatch):
    exact = shares.detectable_difference(400, 0.25, direction="up")
    monkeypatch.setattr(shares, "LARGE", 100)
    assert shares.detectable_difference(400, 0.25, direction="up").difference == pytest.approx(
        exact.difference, abs=0.006
    )


def test_power_of_large_groups_is_the_textbooks():
    """By hand: z = (.05 - 1.959964 x sqrt(2 x .225 x .775 / 1248)) / sqrt((.16 + .1875) / 1248) = 1.0329."""
    assert shares._normal_power(1248, 0.20, 0.25, 0.05, 1248) == pytest.approx(0.8492, abs=1e-4)


def test_a_wave_of_a_hundred_thousand_firms_has_its_two_figures_in_a_moment():
    found = shares.two_figures_about_n(100_000, [25])
    assert 0.3 < found.observed_points[0] < 0.5
    assert 0.5 < found.detectable[0] < 0.6


def test_the_bases_that_all_plain_figures_of_a_question_share():
    """67, 45 and 39% are 22, 15 and 13 of 33; one figure alone is no evidence of a base."""
    rows = [("uses", item, value) for item, value in (("a", 67), ("b", 45), ("c", 39))]
    frame = pd.DataFrame(
        [
            {"question": question, "item": item, "horizon": "now", "value": Decimal(value), "decimals": 0}
            | {"unit": "percent", "wording": "exact", "base": None}
            for question, item, value in [*rows, ("size", "small", 69)]
        ]
    )
    published_ = shares.published(frame, 36)
    assert shares.shared_bases(published_, 36) == {"uses": [33]}
    # 24 of 36 is .503 to .798, 22 of 33 .496 to .802; 45 % is no count of 36, and 69 % stands alone
    found = shares.on_fitting_bases(shares.verdicts(published_), 36)
    assert list(found.fitting) == [[33], [], [33], []]
    assert (found.interval_low[0], found.interval_high[0]) == pytest.approx(wilson(22, 33))
    assert list(found.interval_low[[1, 3]]) == list(published_.interval_low[[1, 3]])


def test_a_shared_base_widens_an_interval_and_never_narrows_it():
    """By hand, Wilson at 95 %: 27 of 36 is .589 to .862 and 18 of 24 is .551 to .880."""
    rows = [{"item": item, "value": Decimal(value)} for item, value in (("a", 75), ("b", 46), ("c", 38))]
    same = {"question": "reasons", "horizon": "now", "decimals": 0, "unit": "percent", "wording": "exact"}
    printed = shares.verdicts(shares.published(pd.DataFrame([same | row | {"base": None} for row in rows]), 36))
    found = shares.on_fitting_bases(printed, 36).iloc[0]
    assert found.fitting == [24]
    assert (found.interval_low, found.interval_high) == pytest.approx((0.551, 0.880), abs=5e-4)
    assert (found.bases, found.pairs) == ([36], [(27, 36)])
    # 24 is below 30: the figure is flagged, though 36 is not; the stricter standard withholds it
    assert (printed.flag[0], found.flag) == ("ok", "flagged")
    assert shares.on_fitting_bases(printed, 36, scheme="nchs").flag[0] == "withheld"
    assert found.base_words.template == "{base:sentence}, but only {bases:options} {few:fits|fit} all figures"
    assert found.base_words.fields == {"base": printed.base_words[0], "bases": [24], "few": 1}
    looser = printed.assign(interval_low=0.1, interval_high=0.9)
    assert (shares.on_fitting_bases(looser, 36).interval_low == 0.1).all()
    assert (shares.on_fitting_bases(looser, 36).interval_high == 0.9).all()
