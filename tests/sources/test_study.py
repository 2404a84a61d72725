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


def test_firms_that_recruit_an_occupation_are_figures_of_the_survey():
    """Sections 5.1 and 5.2 print five plainly, some of them twice; 15% is of two occupations together."""
    found = study.survey_figures("study-2023").query("question == 'recruits' and status == 'printed'")
    assert found.set_index("item").value.to_dict() == {
        "study_engineer": 31,
        "project_manager": 42,
        "data_scientist": 42,
        "machine_learning_engineer": 36,
        "environment_specialist": 22,
    }
    assert set(found.horizon) == {"3-5 years"}


def test_a_wave_without_a_table_on_recruitment_has_the_figures_of_its_survey(monkeypatch):
    monkeypatch.setattr(study, "tables", lambda wave: {})
    assert study.survey_figures("study-2023").equals(study.load("study-2023", "survey_figures"))
