"""The survey as notebooks see it, against counts taken by hand from the generator's own frame."""

import pandas as pd
import pytest

from helpers.presentation.language import Language
from helpers.sources import codebook, synthetic, synthetic_exports, waves
from helpers.statistics import findings, survey

DEMO = "demo-2026"
english = Language("en")


@pytest.fixture(scope="module")
def firms():
    """The answers as the generator made them, before any export."""
    return synthetic.firms(synthetic_exports.FIRMS, synthetic_exports.SEED)


def test_the_four_exports_of_the_same_answers_give_the_identical_tabulation(tmp_path, monkeypatch, firms):
    for form in ("limesurvey", "surveymonkey", "spreadsheet", "spss"):
        folder = tmp_path / form
        folder.mkdir()
        for name in (synthetic_exports.FILES[form], "structure.txt"):
            source = survey.waves.folder(DEMO) / name
            (folder / name).write_bytes(source.read_bytes())
        (folder / "wave.toml").write_text(synthetic_exports.settings(form), encoding="utf-8")
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    found = [survey.read(form) for form in ("limesurvey", "surveymonkey", "spreadsheet", "spss")]
    for other in found[1:]:
        assert other.n == found[0].n == len(firms)
        for table in ("shares", "amounts", "pairs"):
            pd.testing.assert_frame_equal(getattr(other, table), getattr(found[0], table))


def test_a_share_counts_the_firms_that_ticked_it_of_those_that_answered(firms):
    found = survey.estimates(survey.read(DEMO), ["client_sector"], "half-up", 0.95, "wilson")
    row = found.set_index("item").loc["energy"]
    column = firms["client_sector", "energy", "now"]
    assert row["pairs"] == [((column == 1).sum(), (column >= 0).sum())]
    assert row["base_kind"] == "answers"


def test_a_segment_counts_only_its_own_firms(firms):
    known = survey.read(DEMO, "activity=digital")
    digital = firms["activity", "digital", "now"] == 1
    assert known.n == digital.sum()
    row = known.shares.set_index(["question", "item"]).loc[("uses", "design")].query("horizon == 'now'").iloc[0]
    assert row["count"] == ((firms["uses", "design", "now"] == 1) & digital).sum()


def test_what_is_withheld_is_in_no_table():
    known = survey.read(DEMO)
    assert list(known.withheld.question) == ["region"]  # rare regions have one to four firms
    for table in (known.shares, known.amounts, known.pairs):
        assert "region" not in set(table.question)


def test_posts_are_sums_and_their_shares_make_the_whole(firms):
    posts = survey.posts(survey.read(DEMO))
    given = firms["recruit_posts", "data_engineer", "now"]
    row = posts.set_index(["item", "horizon"]).loc[("data_engineer", "now")]
    assert row.total == given.sum()
    assert row.positive == (given > 0).sum()
    assert posts.groupby("horizon").share.sum().tolist() == pytest.approx([1, 1])


def test_the_largest_firm_has_a_word_and_no_number():
    amounts = survey.read(DEMO).amounts
    assert "largest" not in amounts
    assert set(amounts.concentration.dropna()) <= {"under a third", "a third to two thirds", "over two thirds"}


def test_a_total_is_extrapolated_from_the_firms_that_gave_all_their_posts(firms):
    given = firms["recruit_posts"].xs("3-5 years", axis=1, level="horizon")
    whole = given[given.notna().all(axis=1)].sum(axis=1)
    found = survey.extrapolated(survey.read(DEMO), "recruit_posts", "3-5 years", 0.95)
    assert found.firms == len(whole)
    assert found.total == pytest.approx(1200 * whole.mean())
    assert found.low < found.total < found.high


def test_no_total_is_extrapolated_for_a_segment():
    said = findings.extrapolation(survey.read(DEMO, "activity=digital"), "recruit_posts", "3-5 years", 0.95)
    assert "how many firms of the population are in a segment is not known" in english.sentence(said)


def test_changes_are_of_the_same_firms(firms):
    known = survey.read(DEMO)
    found = survey.changes(known, survey.estimates(known, ["uses"], "half-up", 0.95, "wilson"))
    row = found.set_index("item").loc["risks"]
    now, later = firms["uses", "risks", "now"], firms["uses", "risks", "3-5 years"]
    answered = (now >= 0) & (later >= 0)
    assert row.switched_low == row.switched_high == ((now != later) & answered).sum()
    assert set(found.question) == {"uses"}
    assert set(found.significant) <= {"significant", "not significant"}


def test_a_published_wave_gives_what_it_gave_before():
    known = survey.read("study-2023")
    assert (known.n, known.published, known.answers, known.weighted) == (36, True, False, False)
    found = survey.estimates(known, ["uses"], "half-up", 0.95, "wilson")
    assert list(found[found["item"] == "design"].value.astype(int)) == [67, 39]  # section 4.3


def test_a_segment_has_no_counterpart_in_printed_tables():
    known, before = survey.read(DEMO, "activity=digital"), survey.baseline("study-2023", "activity=digital")
    assert survey.against(known, before, "half-up", 0.95, "wilson").empty
    [said] = findings.against(known, before, pd.DataFrame())
    assert "The baseline, the 2023 wave, cannot be cut to the same firms" in english.sentence(said)


def test_a_change_says_its_base_who_answered_and_what_is_left_when_read_more_strictly():
    """The rows of the comparison counted here, the words beside them."""
    known, before = survey.read(DEMO), survey.read("study-2023")
    found = codebook.labelled(survey.against(known, before, "half-up", 0.95, "wilson"), "en")
    assert set(found.on_any_base) <= {"all", "some", "none"}
    kept, overall = ((found[column] == "all").sum() for column in ("on_any_base", "conclusion_overall"))
    assert (found.on_any_base == "all").sum() < (found.conclusion_holm == "all").sum()  # uses, design
    said, stricter = (english.sentence(one) for one in findings.against(known, before, found))
    assert said.startswith(f"Of {len(found)} shares compared with the 2023 wave, ")
    assert "“Transport, logistics” (Promising sectors: 0% then " in said
    assert said.endswith(
        "The firms of the 2023 wave chose to answer: a difference may come from who answered, "
        "which no test measures."
    )
    assert kept == overall == 2
    assert stricter == (
        "Read more strictly: on any base from half of the 36 firms to all of them, 2 shares differ "
        "significantly, “Transport, logistics” (in 3 years and in 5 years); with Holm’s correction across all "
        "40 shares instead of within each question, the same 2 shares differ. In the first wave, these shares "
        "are one published statement: they make one finding."
    )


def test_waves_are_named_by_the_year_and_by_the_day_where_the_year_is_the_same():
    known, before = survey.read(DEMO), survey.read("study-2023")
    names = [english.sentence(name) for name in findings.wave_names(known, before)]
    assert names == ["2023 wave", "2026 wave"]
    names = [english.sentence(name) for name in findings.wave_names(known, known)]
    assert names == ["wave of 2 March 2026"] * 2


def test_a_note_says_whom_a_question_was_asked_where_not_all_firms_were():
    known = survey.read(DEMO)
    said = [
        english.sentence(one)
        for one in findings.asked_of(known, ["uses", "difficulty_reasons", "recruit_difficulty"], "en")
    ]
    assert said == [
        "Reasons for difficulty: asked of the firms that answered “Yes” to “Difficulty in recruiting”.",
        "Occupations hard to recruit: each occupation asked only of the firms that reported at least one post "
        "for it in “Posts to fill”.",
    ]
    assert findings.asked_of(survey.read("study-2023"), ["difficulty_reasons"], "en") == []


def test_posts_are_told_with_the_firms_that_gave_them():
    known = survey.read(DEMO)
    posts = survey.posts(known)
    total = posts[posts.horizon == "3-5 years"].total.sum()
    said = english.sentence(findings.posts(known))
    assert said.startswith(f"The {posts.base.max()} firms that gave a number")
    assert f"{total:,.0f} in all within 3 to 5 years: a plain count" in said


def copied(folder, name, rows=lambda lines: lines, panel="true"):
    """The demonstration wave under another name, with some of its rows, its firms followed or not."""
    wave = folder / name
    wave.mkdir()
    (wave / "structure.txt").write_bytes((waves.folder(DEMO) / "structure.txt").read_bytes())
    lines = (waves.folder(DEMO) / "limesurvey.csv").read_text(encoding="cp1252").splitlines()
    (wave / "limesurvey.csv").write_text("\n".join(rows(lines)) + "\n", encoding="cp1252")
    text = (waves.folder(DEMO) / "wave.toml").read_text(encoding="utf-8")
    (wave / "wave.toml").write_text(f"panel = {panel}\n{text}", encoding="utf-8")


def test_two_waves_of_answers_are_compared_and_their_firms_followed(tmp_path, monkeypatch):
    """The demonstration wave against itself: no change, and every firm found again."""
    copied(tmp_path, "first")
    copied(tmp_path, "second")
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    known, before = survey.read("second"), survey.baseline("first", "")
    against = survey.against(known, before, "half-up", 0.95, "wilson")
    assert len(against) > 100
    assert (against.change_low == 0).all()
    assert (against.p_low == 1).all()
    said = [english.sentence(one) for one in findings.against(known, before, against)]
    n = len(against)
    assert said == [
        f"Of {n} shares compared with the wave of 2 March 2026, none differs significantly.",
        f"With Holm’s correction across all {n} shares instead of within each question, no share differs "
        "significantly.",
    ]
    assert "not published" not in english.sentence(findings.against_note(known, before, against, "en"))
    assert survey.shares_compared(before)[0] == "first_share"
    matched = survey.matched(known, before)
    assert len(matched) > 100
    assert (matched.switched_high == 0).all()
    assert "region" not in set(matched.question) | set(against.question)


def test_firms_are_followed_only_where_both_waves_say_so(tmp_path, monkeypatch):
    """A survey tool numbers its answers from 1: the same number is not the same firm."""
    copied(tmp_path, "first", panel="false")
    copied(tmp_path, "second")
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    assert survey.matched(survey.read("second"), survey.read("first")).empty


def test_two_firms_that_are_not_matched_are_told_by_no_table(tmp_path, monkeypatch):
    """Of 240 firms the second wave lacks two: wave less matched firms would be their answers."""
    copied(tmp_path, "first")
    copied(tmp_path, "second", rows=lambda lines: lines[:-2])
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    matched = survey.matched(survey.read("second"), survey.read("first"))
    keys = ["question", "item"]
    whole = survey.read("first").shares.rename(columns={"horizon": "first_horizon"})
    both = matched.merge(whole, on=[*keys, "first_horizon"])
    assert len(both) == len(matched)
    told = both[[row.bases != [row.base] for row in both.itertuples()]]
    assert told.empty, "a question is shown of which the two firms left are the difference"


def test_why_an_item_is_not_compared():
    apart = survey.not_comparable(survey.read(DEMO), survey.read("study-2023")).set_index(["question", "item"])
    said = {key: english.sentence(reason) for key, reason in apart.reason.items()}
    assert said["staff_france", "employees"] == "not a share of firms"
    assert said["services", "studies"].startswith("the first wave has no comparable figure for it")
    assert ("uses", "design") not in said
    assert said["region", "ile_de_france"] == "withheld in the second wave (disclosure control)"


def test_a_version_that_differs_is_a_reason_not_to_compare():
    settings = waves.read(DEMO).model_copy(update={"versions": {"uses": 2, "activity.digital": 3}})
    fielded = codebook.fielded(settings).set_index(["question", "item"]).version
    assert (fielded["uses", ""], fielded["activity", "digital"], fielded["activity", ""]) == (2, 3, 1)


def test_what_no_column_answers_was_not_asked():
    settings = waves.read(DEMO)
    kept = tuple(
        column for column in settings.columns if column.question != "services" and column.item != "bim"
    )
    fielded = codebook.fielded(settings.model_copy(update={"columns": kept}))
    keys = set(zip(fielded.question, fielded["item"], strict=True))
    assert ("services", "") not in keys
    assert ("domains", "bim") not in keys
    assert {("domains", "data"), ("staff_share", "all"), ("size", "under_10")} <= keys


def test_firms_that_recruit_an_occupation_are_compared_with_those_printed():
    """By hand (Fisher, two-sided): 13 of 36 against 42 of 230 and 15 of 36 against 56 of 230."""
    known, before = survey.read(DEMO), survey.read("study-2023")
    found = survey.against(known, before, "half-up", 0.95, "wilson").set_index("question").loc["recruits"]
    assert found["item"].nunique() == len(found) == 5
    assert (found.conclusion_holm == "none").all()
    p = found.set_index("item").p_low
    assert p["machine_learning_engineer"] == pytest.approx(0.0246, abs=5e-5)
    assert p["data_scientist"] == pytest.approx(0.0413, abs=5e-5)


def weighted_wave(folder, weights):
    """The demonstration wave with a column of weights, the first firms by turns."""
    folder.mkdir()
    lines = (waves.folder(DEMO) / "limesurvey.csv").read_text(encoding="cp1252").splitlines()
    rows = [lines[0] + ";poids", *(f"{line};{weights[at % 2]}" for at, line in enumerate(lines[1:]))]
    (folder / "limesurvey.csv").write_text("\n".join(rows) + "\n", encoding="cp1252")
    (folder / "structure.txt").write_bytes((waves.folder(DEMO) / "structure.txt").read_bytes())
    text = (waves.folder(DEMO) / "wave.toml").read_text(encoding="utf-8")
    (folder / "wave.toml").write_text('weight = "poids"\n' + text, encoding="utf-8")


def test_a_weighted_wave_shows_its_design_effect_and_no_single_weight(tmp_path, monkeypatch):
    pytest.importorskip("svy", reason="the optional extra `weights` is not installed")
    weighted_wave(tmp_path / "weighted", ("1,7", "0,3"))
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    known = survey.read("weighted")
    assert known.weighted
    assert known.design_effect == pytest.approx(1.49, abs=0.01)  # 1 + CV^2 with weights 1.7 and .3 by turns
    assert (known.shares.weighted_base == 1).all()
    assert (known.shares.weighted_count == known.shares.weighted_count.round(2)).all()
    said = english.sentence(findings.caveat(known, 0.95, "wilson"))
    assert "Korn and Graubard" in said
    assert "Wilson" not in said


def test_weights_that_cannot_be_are_refused_before_a_run(tmp_path, monkeypatch):
    weighted_wave(tmp_path / "weighted", ("1,7", "0,3"))
    text = (tmp_path / "weighted" / "wave.toml").read_text(encoding="utf-8")
    margin = '[[margins]]\nquestion = "activity"\nitem = "digital"\nfirms = 10\n'
    (tmp_path / "weighted" / "wave.toml").write_text(text + margin, encoding="utf-8")
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path))
    assert survey.weight_problems("weighted")
    assert survey.weight_problems(DEMO) == []
