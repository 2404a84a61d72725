"""What moved between two small tables, row by row, all expected values by hand."""

from pathlib import Path

import pytest

from helpers.pipeline.comparing import differences, matching, reported
from helpers.pipeline.comparing.differences import Change, FindingChange, Origin
from helpers.pipeline.comparing.matching import Keys
from helpers.pipeline.comparing.reported import Table
from helpers.presentation import precision
from helpers.presentation.precision import Precision


def table(text: str, *columns: str, **words: str) -> Table:
    """A table from the lines of a CSV, of which a page shows some columns."""
    header, rows = reported.parsed("\n".join(line.strip() for line in text.strip().splitlines()), Path("x.csv"))
    return Table(header, rows, precision.shown(columns, [], header), words)


SHARES = table(
    """question,item,horizon,share_low,share_high,verdict
       uses,design,now,0.667,0.667,consistent
       uses,design,3 years,0.5,0.5,reproduced
       uses,test,now,0.25,0.25,consistent""",
    "share",
    "verdict",
)


def changed(*swaps: tuple[str, str]) -> Table:
    """`SHARES` with some cells put otherwise."""
    rows = [{name: dict(swaps).get(cell, cell) for name, cell in row.items()} for row in SHARES.rows]
    return SHARES._replace(rows=rows)


def moved(old: Table, new: Table, **options) -> differences.TableDifference:
    return differences.of_tables("tables/x", old, new, **options)


def test_nothing_moves_between_a_table_and_itself():
    found = moved(SHARES, SHARES)
    assert found.keys == Keys(["question", "item", "horizon"], True)
    assert not found.changes
    assert not found.moved


def test_a_share_moves_by_points_beyond_rounding():
    [low, high] = moved(SHARES, changed(("0.667", "0.670"))).changes
    assert low == Change("uses, design, now", "share_low", "66.7", "67.0", pytest.approx(0.3), "points", 1)
    assert high._replace(column="share_low") == low
    assert low.beyond


def test_a_share_moves_within_rounding_and_is_then_shown_with_all_its_digits():
    found = moved(SHARES, changed(("0.667", "0.6674")))
    assert [change.beyond for change in found.changes] == [False, False]
    assert not found.moved
    assert (found.changes[0].old, found.changes[0].new) == ("66.7", "66.74")


def test_a_verdict_that_changed_is_a_text_of_its_row():
    [change] = moved(SHARES, changed(("reproduced", "inconsistent"))).changes
    assert change[:5] == ("uses, design, 3 years", "verdict", "reproduced", "inconsistent", None)
    assert change.beyond


def test_a_row_more_or_less_moves_no_other_row():
    fewer = SHARES._replace(rows=SHARES.rows[1:])
    assert moved(SHARES, fewer).rows_gone == ["uses, design, now"]
    assert moved(fewer, SHARES).rows_new == ["uses, design, now"]
    assert not moved(SHARES, fewer).changes
    assert moved(SHARES, fewer).moved


def test_columns_that_appeared_or_vanished_are_told_and_the_others_compared():
    header = [name for name in SHARES.header if name != "verdict"]
    rows = [{name: row[name] for name in header} | {"n": "36"} for row in SHARES.rows]
    found = moved(SHARES, Table([*header, "n"], rows, SHARES.shown, {}))
    assert (found.columns_gone, found.columns_new) == (["verdict"], ["n"])
    assert not found.changes


def test_blank_and_not_a_number_are_the_same_and_differ_from_a_number():
    old = table("item,share_low\n a,nan\n b,\n c,0.5", "share")
    new = table("item,share_low\n a,\n b,0.5\n c,NaN", "share")
    assert [change[:5] for change in moved(old, new).changes] == [
        ("b", "share_low", "", "0.5", None),
        ("c", "share_low", "0.5", "", None),
    ]


def test_the_same_number_written_otherwise_did_not_move_but_a_printed_figure_did():
    assert not moved(table("item,n\n a,36", "n"), table("item,n\n a,36.0", "n")).changes
    [change] = moved(table("item,value\n a,39.10", "value"), table("item,value\n a,39.1", "value")).changes
    assert change[:5] == ("a", "value", "39.10", "39.1", 0)
    assert change.beyond


def test_a_printed_figure_has_the_unit_of_its_row():
    old, new = (
        table("item,value,unit\n a,35,percent", "value"),
        table("item,value,unit\n a,36,percent", "value"),
    )
    assert moved(old, new).changes == [Change("a", "value", "35", "36", 1, "points")]


def test_bools_are_words():
    old, new = table("item,certain\n a,True\n b,False"), table("item,certain\n a,True\n b,True")
    assert [change[:5] for change in moved(old, new).changes] == [("b", "certain", "False", "True", None)]


def test_years_tell_rows_apart_and_move_as_whole_numbers():
    old = table("year,highest,needed_year\n 2022,11.1,2030\n 2030,156.0,2030", "year", "highest", "needed_year")
    new = table(
        "year,highest,needed_year\n 2030.0,157.0,2031\n 2022,11.1,2030", "year", "highest", "needed_year"
    )
    found = moved(old, new)
    assert found.keys.columns == ["year"]
    assert [change[:6] for change in found.changes] == [
        ("2030", "highest", "156.0", "157.0", 1, "$ bn"),
        ("2030", "needed_year", "2030", "2031", 1, ""),
    ]


def test_what_no_page_shows_moves_from_a_part_in_a_thousand_million_on():
    old = table("item,n,hidden\n a,36,1.0", "n")
    assert not moved(old, table("item,n,hidden\n a,36,1.0000000005", "n")).moved
    assert moved(old, table("item,n,hidden\n a,36,1.00000001", "n")).moved


def test_rows_that_no_words_tell_apart_are_taken_in_their_order():
    old, new = table("n,start\n 36,10\n 36,20"), table("n,start\n 36,10\n 36,25\n 36,50")
    found = moved(old, new)
    assert found.keys == Keys([], False)
    assert [change[:4] for change in found.changes] == [("row 2", "start", "20", "25")]
    assert found.rows_new == ["row 3"]


def test_rows_with_the_same_words_are_taken_in_their_order_and_the_others_are_not_touched():
    old = table("challenge,count\n growth,1\n growth,2\n training,3")
    new = table("challenge,count\n growth,1\n growth,5\n growth,6\n training,3")
    found = moved(old, new)
    assert found.keys == Keys(["challenge"], False)
    assert [change[:4] for change in found.changes] == [("growth (2)", "count", "2", "5")]
    assert found.rows_new == ["growth (3)"]


def test_results_and_sentences_tell_rows_apart_only_where_names_do_not():
    by_name = table("verdict,condition,item\n consistent,x,a\n reproduced,y,b")
    assert matching.keys(by_name, by_name) == Keys(["item"], True)
    by_sentence = table("statement,verdict\n it grows,consistent\n it falls,reproduced")
    assert matching.keys(by_sentence, by_sentence) == Keys(["statement"], True)
    counted = table("topic,verdict,count\n market,consistent,1\n market,reproduced,2")
    assert matching.keys(counted, counted) == Keys(["topic", "verdict"], True)
    alone = table("verdict,count\n consistent,1\n reproduced,2")
    assert matching.keys(alone, alone) == Keys([], False)


def test_in_another_language_rows_are_matched_by_codes_and_words_are_not_compared():
    old = table("item,label,verdict,share_low\n a,Design,consistent,0.5\n b,Test,consistent,0.25", "share")
    new = table("item,label,verdict,share_low\n a,Concevoir,consistent,0.5\n b,Essayer,reproduced,0.3", "share")
    found = moved(
        old._replace(words={"title": "Uses"}), new._replace(words={"title": "Usages"}), same_language=False
    )
    assert found.keys.columns == ["item"]
    assert [change[:4] for change in found.changes] == [
        ("b", "verdict", "consistent", "reproduced"),
        ("b", "share_low", "25.0", "30.0"),
    ]
    assert found.untold == 2
    labelled = table("label,n\n Design,1\n Test,2"), table("label,n\n Concevoir,1\n Essayer,2")
    assert matching.keys(*labelled, same_language=False) == Keys([], False)


def test_title_base_and_note_are_compared():
    old, new = (
        SHARES._replace(words={"base": "n = 36"}),
        SHARES._replace(words={"base": "n = 35", "note": "new"}),
    )
    assert [change[:4] for change in moved(old, new).changes] == [
        ("", "base", "n = 36", "n = 35"),
        ("", "note", "", "new"),
    ]
    assert not moved(old, SHARES).changes, "a report without notebooks does not tell them"


def test_the_tolerance_of_a_regression_forgives_a_digit_and_no_more():
    tolerant = {"alike": Precision.tolerates}
    old = changed(("0.667", "0.66649"))
    assert moved(old, changed(("0.667", "0.66651"))).moved, "66.6 and 66.7 print otherwise"
    assert not moved(old, changed(("0.667", "0.66651")), **tolerant).moved
    assert moved(old, changed(("0.667", "0.66669")), **tolerant).moved


def test_findings_are_compared_in_the_order_of_the_page():
    old = {"01": ["a is 1.", "b is 2.", "c is 3."], "02": ["gone"]}
    new = {"01": ["a is 1.", "b is 4.", "c is 3.", "d is 5."], "03": ["new"]}
    assert differences.of_findings(old, new) == [
        FindingChange("01", "b is 2.", "b is 4."),
        FindingChange("01", "", "d is 5."),
        FindingChange("02", "gone", ""),
        FindingChange("03", "", "new"),
    ]


def test_manifests_tell_what_a_report_was_made_from():
    old = {
        "parameters": {"wave": "a", "language": "en", "rounding": "half-up", "target_year": 2030},
        "notebooks": ["00_summary", "01_market"],
        "data": {"same.csv": "1" * 64, "changed.csv": "2" * 64, "gone.csv": "3" * 64},
        "code": "4" * 64,
        "lock": "5" * 64,
        "versions": {"pandas": "3.1.1", "python": "3.11.7"},
    }
    new = old | {
        "parameters": {"wave": "b", "language": "fr", "rounding": "truncation", "target_year": 2030},
        "notebooks": ["00_summary"],
        "data": {"same.csv": "1" * 64, "changed.csv": "6" * 64, "new.csv": "7" * 64},
        "code": "8" * 64,
        "versions": {"pandas": "3.2.0", "python": "3.11.7"},
    }
    assert differences.of_origins(old, old) == []
    assert differences.of_origins(old, new) == [
        Origin("parameter rounding", "half-up", "truncation"),
        Origin("notebook 01_market", "run", ""),
        Origin("data changed.csv", "22222222", "66666666"),
        Origin("data gone.csv", "33333333", ""),
        Origin("code", "44444444", "88888888"),
        Origin("version of pandas", "3.1.1", "3.2.0"),
        Origin("data new.csv", "", "77777777"),
    ]
