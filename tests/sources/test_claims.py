"""Reading a ledger: typed cells, and every bad row at once."""

import csv
import datetime
from decimal import Decimal

import pytest

from helpers.sources import claims, study
from helpers.sources.problems import DataError
from helpers.statistics.claims import audit, registry

HEADER = (
    "id,section,place,topic,statement_en,statement_fr,value_low,value_high,unit,base,wording,checks,period\n"
)
assert audit  # importing it registers the checks


@pytest.fixture(scope="module")
def wordings():
    return study.load("study-2023", "wordings")


@pytest.fixture
def read(tmp_path, wordings):
    def reader(*rows, header=HEADER):
        path = tmp_path / "claims.csv"
        path.write_text(header + "\n".join(rows), encoding="utf-8")
        return claims.read(path, registry.CHECKS, wordings)

    return reader


def test_cells_are_typed(read):
    frame = read(
        'a,1,text,survey,A,,39.10,39.10,percent,36,exact,"share(b); rate(a, b, b)",2022/2030',
        "b,1,text,survey,B,,2020-01-01,2023-12-31,date,,range,none(unique),",
    )
    first, second = frame.to_dict("records")
    assert (first["value_low"], str(first["value_low"]), first["base"]) == (Decimal("39.1"), "39.10", 36)
    assert first["checks"] == (("share", ("b",), {}), ("rate", ("a", "b", "b"), {}))
    assert first["period"] == ("2022", "2030")
    assert (second["value_low"], second["period"]) == ("2020-01-01", ("", ""))


def test_a_call_has_arguments_and_options():
    assert claims.calls("same(a, but=left out); share") == (
        ("same", ("a",), {"but": "left out"}),
        ("share", (), {}),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,1,text,survey,A,,x,x,percent,,exact,share(a),", "'value_low': not of the right kind (found 'x')"),
        (
            "a,1,text,survey,A,,-1,-1,percent,,exact,share(a),",
            "'value_low': not of the right kind (found '-1')",
        ),
        ("a,1,text,survey,A,,nan,nan,percent,,exact,share(a),", "'value_low': not of the right kind"),
        ("a,1,text,survey,A,,2023-02-30,,date,,at least,none(lost),", "'value_low': not of the right kind"),
        ("a,1,text,survey,A,,9,3,percent,,range,share(a),", "'value_high': below value_low"),
        (
            "a,1,text,survey,A,,3,9,percent,,exact,share(a),",
            "'value_high': not the value_low of an exact figure",
        ),
        ("a,1,text,survey,A,,,,percent,,exact,share(a),", "both values are empty"),
        ("a,1,text,survey,A,,3,9,percent,,more than,share(a),", "'value_high': filled in beside 'more than'"),
        ("a,1,text,survey,A,,3,3,share,,exact,share(a),", "more than the whole"),
        ("a,1,text,survey,A,,3,3,percent,0,exact,share(a),", "'base': not of the right kind (found '0')"),
        ("a,1,text,survey,A,,3,3,percent,,loosely,share(a),", "'wording': not a known wording"),
        ("a,1,text,survey,A,,3,3,percent,,exact,wrong(a),", "'checks': not a known check (found 'wrong')"),
        (
            "a,1,text,survey,A,,3,3,percent,,exact,share(z),",
            "names a claim that is not in the ledger (found 'z')",
        ),
        ("a,1,text,survey,A,,3,3,percent,,exact,share(,", "is not of the form"),
        ("a,1,text,survey,A,,3,3,percent,,exact,rate(a),", "too few, too many or unknown arguments"),
        ("a,1,text,survey,A,,3,3,percent,,exact,share(a),2022-2030", "'period': not of the right kind"),
        (",1,text,survey,A,,3,3,percent,,exact,share,", "'id': the cell is empty"),
    ],
)
def test_what_is_wrong_with_a_row(read, row, said):
    with pytest.raises(DataError) as refused:
        read(row)
    assert any(said in str(problem) and problem.row == 2 for problem in refused.value.problems), refused.value


def test_every_bad_row_is_reported_at_once(read):
    good = "ok,1,text,survey,A,,3,3,percent,,exact,none(lost),"
    rows = [
        "a,1,text,survey,A,,x,x,percent,,exact,none(lost),",
        good,
        "b,1,text,survey,A,,3,3,,,exact,none(lost),",
        good,
    ]
    with pytest.raises(DataError) as refused:
        read(*rows)
    assert {problem.row for problem in refused.value.problems} == {2, 4, 5}


def test_a_missing_column_is_named(read):
    with pytest.raises(DataError, match="column 'base': the column is missing"):
        read("a,1", header=HEADER.replace("base,", ""))


def test_an_empty_ledger_is_refused(read):
    with pytest.raises(DataError, match="holds no claim"):
        read()


def test_the_shipped_ledger_is_well_formed(wordings):
    with study.tables("study-2023")["claims"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert claims.problems("claims.csv", rows, registry.CHECKS, set(wordings.wording)) == []


def test_a_wave_with_a_bad_ledger_does_not_load(wave_copy):
    path = wave_copy / "claims.csv"
    text = path.read_text(encoding="utf-8")
    assert ",36,36,firms,,exact," in text
    path.write_text(text.replace(",36,36,firms,,exact,", ",36,35,firms,,exact,"), encoding="utf-8")
    with pytest.raises(DataError, match="'value_high': below value_low"):
        study.load("study-2023", "claims")


def test_dates_of_every_length():
    for text in ("2023", "2023-04", "2023-04-30"):
        assert claims._value(text, "date") == text
    assert claims._value("2023-13", "date") is None
    assert datetime.date.fromisoformat("2023-04-30")
