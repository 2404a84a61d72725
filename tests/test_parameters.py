import pytest

from helpers import parameters


def test_text_from_a_command_line_becomes_the_declared_type():
    assert parameters.check({"target_year": "2028"}) == ({"target_year": 2028}, [])


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("target_year", "2050", "a whole number from 2023 to 2032"),
        ("target_year", "soon", "a whole number from 2023 to 2032"),
        ("rounding", "bankers", "one of half-up, half-even, truncation"),
        ("language", "de", "one of en, fr"),
        ("wave", "../secret", "a name of letters"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(name, value, allowed):
    [problem] = parameters.check({name: value})[1]
    assert f"parameter {name!r} is {value!r}; it must be " in problem
    assert allowed in problem


def test_a_misspelt_name_lists_the_known_ones_and_all_problems_come_at_once():
    problems = parameters.check({"taget_year": 2030, "rounding": "x", "language": "de"})[1]
    assert len(problems) == 3
    assert "'taget_year' is not known; known are wave, baseline, segment, language" in problems[0]
