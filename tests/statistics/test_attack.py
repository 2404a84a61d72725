"""What all reports of a wave together say of the counts that are withheld, by linear programming."""

import attack
import numpy as np
import pandas as pd
import pytest

from helpers.statistics import disclosure, exchanges, shares, withholding

ASKED_IF = {"forms": "partnerships=yes", "hard": "posts>0"}
QUESTIONS = ("activity", "size", "sector")


def wave(n, seed):
    """A made-up wave: overlapping sectors, a small size band, routed questions, two horizons, posts."""
    rng = np.random.default_rng(seed)
    size = rng.choice(4, n, p=[0.4, 0.3, 0.21, 0.09])
    traits = rng.normal(size=n) + size / 2
    columns = {}

    def ticked(question, items, horizon="now", shift=0.0):
        drawn = {item: rng.normal(size=n) + 0.5 * traits - shift - 0.2 * i > 0 for i, item in enumerate(items)}
        columns.update({(question, item, horizon): yes.astype(np.int8) for item, yes in drawn.items()})

    def chosen(question, answers, codes, horizon="now"):
        columns[question, "", horizon] = pd.Categorical.from_codes(codes, answers)

    ticked("activity", ["engineering", "digital"], shift=-0.6)
    chosen("size", ["small", "middle", "large", "giant"], np.where(rng.random(n) < 0.03, -1, size))
    ticked("sector", ["industry", "energy", "building", "health"])
    partners = np.where(rng.random(n) < 0.04, -1, (traits + rng.normal(size=n) < 0.3).astype(int))
    chosen("partnerships", ["yes", "no"], partners)
    ticked("forms", ["purchase", "contract"], shift=-0.4)
    chosen("wishes", ["supplements", "new", "none"], rng.choice(3, n, p=[0.5, 0.35, 0.15]))
    for horizon in ("now", "later"):
        ticked("uses", ["design", "costs"], horizon, shift=-0.2)
    for item in ("developer", "modeller"):
        columns["posts", item, "now"] = np.floor(rng.lognormal(0.4 * traits, 0.8)) * (rng.random(n) < 0.55)
    ticked("hard", ["developer", "modeller"], shift=-0.3)
    for column in columns:
        if column[0] == "forms":
            columns[column] = np.where(partners == 0, columns[column], -1).astype(np.int8)
        if column[0] == "hard":
            asked = columns["posts", column[1], "now"] > 0
            columns[column] = np.where(asked, columns[column], -1).astype(np.int8)
    frame = pd.DataFrame(columns)
    return frame.rename_axis(columns=["question", "item", "horizon"])


def leaks(n, seed, scheme="strict"):
    frame = wave(n, seed)
    return attack.leaks(frame, ASKED_IF, disclosure.candidates(frame, QUESTIONS), scheme)


@pytest.mark.parametrize(
    ("n", "seed", "scheme"), [(60, 1, "insee"), (90, 2, "strict"), (150, 3, "strict"), (240, 4, "insee")]
)
def test_every_withheld_count_keeps_three_values(n, seed, scheme):
    assert leaks(n, seed, scheme) == []


def chosen(answers, *counts):
    """A column of a single choice: so many firms a code, in order; -1 is no answer."""
    return pd.Categorical.from_codes(np.repeat([code for code, _ in counts], [n for _, n in counts]), answers)


def one_without_size():
    """Three sizes of 20 firms, 10 of which say yes; 19 giants, 4 yes; and one firm that hid its size, yes."""
    size = chosen(["small", "middle", "large", "giant"], (0, 20), (1, 20), (2, 20), (3, 19), (-1, 1))
    yes = [0, 1] * 30 + [0] * 4 + [1] * 15 + [0]
    return pd.DataFrame(
        {("size", "", "now"): size, ("vote", "", "now"): pd.Categorical.from_codes(yes, ["yes", "no"])}
    )


def found(frame, questions, asked_if=None):
    return attack.leaks(frame, asked_if or {}, disclosure.candidates(frame, questions), "strict")


def test_a_rest_that_is_safe_can_still_leave_two_values(monkeypatch):
    # the three sizes tell that 5 of the other 20 say yes: 4 or 5 of the 19 giants
    frame = one_without_size()
    assert found(frame, ["size"]) == []
    monkeypatch.setattr(exchanges, "exposed", lambda *_: False)
    giants = [one for one in found(frame, ["size"]) if one.cell[2] == "yes"]
    assert [(one.segment, one.true, one.low, one.high) for one in giants] == [("size=giant", 4, 4, 5)]


def test_without_the_rest_three_sizes_tell_the_fourth(monkeypatch):
    frame = one_without_size().iloc[:-1]
    assert found(frame, ["size"]) == []
    monkeypatch.setattr(withholding, "_rest_safe", lambda *_: True)
    monkeypatch.setattr(exchanges, "exposed", lambda *_: False)
    leaked = found(frame, ["size"])
    assert ("vote", "", "now", "yes", "the rest of size", 4) in leaked
    assert ("size=giant", 4, 4) in [(one.segment, one.low, one.high) for one in leaked if hasattr(one, "low")]


def test_without_the_complement_the_others_follow(monkeypatch):
    monkeypatch.setattr(withholding.Cut, "safe", lambda cut, unit, sets: unit.safe(sets, 5, 80))
    frame = wave(90, 2)
    segments = disclosure.candidates(frame, QUESTIONS)
    release = disclosure.release(frame, ASKED_IF, segments, "strict")
    labels = {label for *_, label, _ in attack.differences(frame, segments, release)}
    assert any(label.startswith("all but") for label in labels)


def nested(extra):
    """30 firms work for energy, and `extra` more for industry, which holds energy; 40 others. Half say yes."""
    industry = np.repeat([1, 1, 0], [30, extra, 40]).astype(np.int8)
    energy = np.repeat([1, 0, 0], [30, extra, 40]).astype(np.int8)
    vote = np.arange(70 + extra) % 2
    return pd.DataFrame(
        {
            ("sector", "industry", "now"): industry,
            ("sector", "energy", "now"): energy,
            ("sector", "building", "now"): (np.arange(70 + extra) % 3 == 0).astype(np.int8),
            ("vote", "", "now"): pd.Categorical.from_codes(vote, ["yes", "no"]),
        }
    )


@pytest.mark.parametrize(
    ("extra", "shown"),
    [
        # energy withheld, its count would be that of industry or one less, two values: all go, small ones first
        (1, set()),
        (3, {"sector=building", "sector=industry"}),
        (20, {"sector=building", "sector=industry", "sector=energy"}),
    ],
)
def test_of_two_segments_of_which_one_holds_the_other_the_smaller_goes(extra, shown):
    frame = nested(extra)
    release = disclosure.release(frame, {}, disclosure.candidates(frame, ["sector"]), "strict")
    assert release.where["vote"] == {"", *shown}
    assert found(frame, ["sector"]) == []


def test_without_that_rule_the_few_firms_between_them_are_told(monkeypatch):
    monkeypatch.setattr(withholding, "_two_safe", lambda *_: True)
    label = "sector=industry, sector=energy: only the first"
    assert ("vote", "", "now", "yes", label, 2) in found(nested(extra=3), ["sector"])


def test_if_one_question_is_shown_by_another_but_not_the_other_way_the_counts_leak(monkeypatch):
    frame = wave(90, 2)
    monkeypatch.setattr(
        withholding, "_crossed", lambda built, cut, runs: {question: runs for question in set(cut.questions)}
    )
    leaked = found(frame, QUESTIONS, ASKED_IF)
    assert {one[0] for one in leaked} >= {"size", "sector"}


def test_shares_and_intervals_say_no_more_than_count_and_base():
    # every figure of a share is a function of the two numbers: the same pair gives the same row
    tables = [pd.DataFrame({"question": [name], "count": [7], "base": [31]}) for name in ("one", "other")]
    rows = [shares.estimates(table).drop(columns="question") for table in tables]
    pd.testing.assert_frame_equal(*rows)


def routed():
    """60 firms, 30 of a sector; 28 and 20 say they have partners, and what they buy. 2 and 10 have none."""
    partners = np.repeat([0, 1, 0, 1], [28, 2, 20, 10])
    bought = np.where(partners == 0, np.arange(60) % 2, -1).astype(np.int8)
    return pd.DataFrame(
        {
            ("sector", "energy", "now"): np.repeat([1, 0], 30).astype(np.int8),
            ("partners", "", "now"): pd.Categorical.from_codes(partners, ["yes", "no"]),
            ("forms", "purchase", "now"): bought,
        }
    )


def test_a_question_led_to_is_withheld_with_the_one_that_leads_there():
    frame, asked_if = routed(), {"forms": "partners=yes"}
    release = disclosure.release(frame, asked_if, ["sector=energy"], "strict")
    assert not release.shown("partners", "sector=energy")
    assert not release.shown("forms", "sector=energy")
    reason = release.withheld("sector=energy").set_index("question").reason["forms"]
    assert reason.fields == {"question": "partners"}
    # by itself it could be shown, and its base would tell that 28 of the 30 have partners
    assert disclosure.release(frame, {}, ["sector=energy"], "strict").shown("forms", "sector=energy")


def test_a_pair_is_withheld_for_the_wave_where_the_shares_would_tell_it_in_a_segment(monkeypatch):
    # nobody outside the sector ticks it now: the pair of the others follows, and with it that of the sector,
    # where 2 firms tick it only later
    cells = [(10, 1, 1), (10, 1, 0), (2, 0, 1), (10, 0, 0), (10, 0, 1), (10, 0, 0)]
    firms, now, later = (np.array(column) for column in zip(*cells, strict=True))
    frame = pd.DataFrame(
        {
            ("sector", "energy", "now"): np.repeat([1, 0], [32, 20]).astype(np.int8),
            ("uses", "design", "now"): np.repeat(now, firms).astype(np.int8),
            ("uses", "design", "later"): np.repeat(later, firms).astype(np.int8),
        }
    )
    release = disclosure.release(frame, {}, ["sector=energy"], "strict")
    assert release.shown("uses", "sector=energy")
    assert not release.shown(("uses", "design", "now", "later"))
    assert found(frame, ["sector"]) == []
    monkeypatch.setattr(exchanges, "exposed_pair", lambda *_: False)
    told = {(one.cell, one.low, one.high) for one in found(frame, ["sector"])}
    assert ((0, 1), 2, 2) in told
