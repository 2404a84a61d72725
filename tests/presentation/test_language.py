from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from helpers.presentation.columns import UNITS
from helpers.presentation.language import Language, half_up, unbroken
from helpers.sources import study
from helpers.statistics.sentences import Amount, sentence

en, fr = Language("en"), Language("fr")


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(12.5, 0, "13"), (0.125, 2, "0.13"), (2.675, 2, "2.68"), (-0.5, 0, "-1"), (1250, -2, "1300")],
)
def test_halves_go_up_as_a_reader_expects(value, decimals, shown):
    """`round` and format strings give 12, 0.12, 2.67, 0 and 1200."""
    assert half_up(value, decimals) == Decimal(shown)


def test_fractions_are_rounded_exactly():
    assert half_up(Fraction(1, 8), 2) == Decimal("0.13")
    assert half_up(Fraction(-1, 8), 2) == Decimal("-0.13")


def test_numbers_as_the_ons_and_insee_print_them():
    assert en.number(1234567.8, 1) == "1,234,567.8"
    assert fr.number(1234567.8, 1) == "1\u202f234\u202f567,8"
    assert en.percent(39.1, 1) == "39.1%"
    assert fr.percent(39.1, 1) == "39,1\u00a0%"
    assert fr.number(-7.0, 1) == "\u22127,0"


def test_a_printed_figure_keeps_its_digits():
    assert en.figure(Decimal("42.60")) == "42.60"
    assert fr.figure(Decimal("42.60")) == "42,60"
    assert en.figure(Decimal("1E+1")) == "10"


def test_intervals_and_their_open_ends():
    assert en.interval(39.01, 39.28, 1) == "39.0 to 39.3"
    assert en.interval(8.77, 8.78, 1) == "8.8"
    assert en.interval(40, float("inf"), 0) == "above 40"
    assert en.interval(None, 26, 0) == "below 26"
    assert en.interval(None, None, 0) == "–"


def test_lists_of_names():
    assert en.listing(["A", "B", "C"]) == "A, B and C"
    assert en.listing(["A"]) == "A"
    assert en.listing([]) == "–"


def test_a_year_has_no_thousands_separator_and_a_count_has():
    said = sentence("{year:year}: {n}", year=2022, n=15282)
    assert en.sentence(said) == "2022: 15,282"


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        (Amount("percent a year", Decimal(35), Decimal(39)), "35 to 39% a year", "35 à 39\u00a0% par an"),
        (Amount("USD billion", Decimal("1.8")), "$1.8 billion", "1,8\u00a0milliard de dollars"),
        (
            Amount("USD billion", Decimal(7), Decimal(11)),
            "$7 to 11 billion",
            "7 à 11\u00a0milliards de dollars",
        ),
        (Amount("billion", Decimal(10500)), "10,500 billion", "10\u202f500\u00a0milliards"),
        (Amount("years", Decimal(1)), "1 year", "1\u00a0an"),
        (Amount("firms", 0), "0 firms", "0\u00a0entreprise"),
        (Amount("count", Decimal(3)), "3", "3"),
        (Amount("level", Decimal(5)), "5 years after the baccalaureate", "bac\u00a0+\u00a05"),
        (
            Amount("date", "2023-07-06", "2023-08-21"),
            "6 July to 21 August 2023",
            "du 6 juillet au 21 août 2023",
        ),
        (Amount("date", "2023-05-01", "2023-05-02"), "1 to 2 May 2023", "du 1er au 2 mai 2023"),
        (
            Amount("date", "2022-12-01", "2023-01-02"),
            "1 December 2022 to 2 January 2023",
            "du 1er décembre 2022 au 2 janvier 2023",
        ),
        (Amount("date", "2023-05-02", "2023-05-02"), "2 May 2023", "2 mai 2023"),
        (Amount("date", "2023-04", "2023-07"), "April to July 2023", "avril à juillet 2023"),
        (Amount("date", "2015", "2020"), "2015 to 2020", "2015 à 2020"),
        (Amount("date", "2021-04"), "April 2021", "avril 2021"),
        (Amount("date", "2020-01-01"), "1 January 2020", "1er janvier 2020"),
        (Amount("date", "2050"), "2050", "2050"),
    ],
)
def test_a_unit_has_the_form_that_its_number_calls_for(amount, english, french):
    """The singular below two in French, at one in English; dates spelt out (INSEE and ONS style)."""
    assert en.amount(amount) == english
    assert fr.amount(amount) == french


def test_the_limits_of_a_band_without_an_upper_one_hold_the_lower():
    assert Language("en").limits(25.99, None, 1) == "26.0 or more"
    assert Language("en").limits(6.27, 11.87, 1) == "6.3 to 11.9"
    assert Language("en").limits(None, 5.0, 1) == "below 5.0"


def test_every_unit_of_the_claims_has_its_forms():
    units = set(study.load("study-2023", "claims").unit) - {"count", "date", "order", "share"}
    assert units <= set(UNITS)


def test_parts_with_commas_are_kept_apart():
    assert en.series(["a, b", "c"]) == "a, b; c"
    assert fr.series(["a, b", "c"]) == "a, b\u00a0; c"


def test_sentences_nest():
    inner = sentence("counting {periods} periods from {first:year} to {last:year} instead of {true_count}")
    outer = sentence("{said}", said=sentence(inner.template, periods=11, first=2022, last=2032, true_count=10))
    assert en.sentence(outer) == "counting 11 periods from 2022 to 2032 instead of 10"


def test_a_word_without_a_label_is_our_fault():
    with pytest.raises(AssertionError, match="has no label"):
        en.term("never heard of")


def test_a_text_without_translation_is_our_fault():
    with pytest.raises(AssertionError, match="no fr translation"):
        fr.text("never heard of")


def test_places_are_worded_in_the_readers_language():
    assert en.place("section 3.2, text") == "section 3.2, text"
    assert fr.place("annex 2, table").startswith("annexe 2, ")


def test_a_p_value_is_never_shown_as_nothing():
    english, french = Language("en"), Language("fr")
    assert english.chance(0.0000001, 0.0000001) == "< 0.001"
    assert english.chance(0.0001, 0.0321) == "< 0.001 to 0.032"
    assert english.chance(0.0005, 0.0005) == "0.001"
    assert french.chance(0.2, 0.2) == "0,200"
    assert english.chance(float("nan"), float("nan")) == "–"


def test_words_follow_the_number_as_each_language_counts():
    """In French 0 and 1 are singular; `#` is the number."""
    assert [en.counted(n, ["firm", "firms"]) for n in (0, 1, 2)] == ["firms", "firm", "firms"]
    assert [fr.counted(n, ["entreprise", "entreprises"]) for n in (0, 1, 2)] == [
        "entreprise",
        "entreprise",
        "entreprises",
    ]
    assert [en.counted(n, ["none is", "# is", "# are"]) for n in (0, 1, 1240)] == [
        "none is",
        "1 is",
        "1,240 are",
    ]


def test_a_sentence_chooses_its_words_by_a_number():
    said = [sentence("n = {n} {n:question|questions}", n=n) for n in (1, 2)]
    assert [en.sentence(one) for one in said] == ["n = 1 question", "n = 2 questions"]


def test_dates_are_worded_as_each_language_does():
    day = date(2023, 7, 6)
    assert (en.show(day, "date"), fr.show(day, "date")) == ("6 July 2023", "6 juillet 2023")


def test_apostrophes_are_typographic():
    assert en.text("the institute's own") == "the institute’s own"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("n = 36, assumed", "n~=~36, assumed"),
        ("dans 3 à 5 ans.", "dans~3 à~5~ans."),
        ("dans 3 à 5\u00a0ans", "dans~3 à~5~ans"),
        ("in 3 to 5 years, or 1 to 3 years", "in~3 to~5~years, or 1 to~3~years"),
        ("in 3 of 5 sectors, 1 to 3 firms", "in 3 of~5 sectors, 1 to~3~firms"),
        ("55 à 64 postes sur 36, 58\u00a0% à 60\u00a0%", "55 à~64~postes sur~36, 58~% à~60~%"),
        ("about €95.5 billion, 6 million, 2 « non »", "about €95.5~billion, 6~million, 2~« non »"),
        ("phase 1, 21 août 2023, 1er mai, 2 May 2023", "phase~1, 21~août 2023, 1er~mai, 2~May 2023"),
        ("1\u202f500 postes, 24 entreprises et 3 points", "1\u202f500~postes, 24~entreprises et 3~points"),
        ("in 1 year or 5 years", "in~1~year or 5~years"),
        ("Table 3 postscript, 3 analystes, 2021 and 36", "Table 3 postscript, 3 analystes, 2021 and 36"),
    ],
)
def test_a_line_is_not_broken_between_a_number_and_what_it_counts(text, kept):
    assert unbroken(text) == kept.replace("~", "\u00a0")
    assert unbroken(unbroken(text)) == unbroken(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Que forment-elles, que vont-ils, où va-t-on ?", "Que forment~elles, que vont~ils, où va~t~on ?"),
        ("Que donne-t-elle, qu'est-ce, peut-on ?", "Que donne~t~elle, qu'est~ce, peut~on ?"),
        ("La non-réponse", "La non~réponse"),
        (
            "celles-ci, mi-temps, quatre-vingts, add-on, 2021-22",
            "celles-ci, mi-temps, quatre-vingts, add-on, 2021-22",
        ),
        ('<h2 id="que-vont-elles">vont-elles</h2>', '<h2 id="que-vont-elles">vont~elles</h2>'),
    ],
)
def test_french_verbs_are_not_parted_from_their_subject_and_anchors_are_left(text, kept):
    assert unbroken(text) == kept.replace("~", "\u2011")
    assert unbroken(unbroken(text)) == unbroken(text)


def test_a_rise_has_a_plus_and_a_fall_a_minus():
    assert en.rises(9.04, 9.7, 1) == "+9.0 to +9.7"
    assert en.rises(-13.6, -10.8, 1) == "−13.6 to −10.8"
    assert en.rises(0.04, 0.04, 1) == "0.0"
