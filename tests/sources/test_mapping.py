import datetime
from dataclasses import dataclass

import pytest

from helpers.sources import codebook, mapping, questionnaire, waves
from helpers.sources.readers import Column


@dataclass(frozen=True)
class Layout:
    columns: tuple[Column, ...]


def coded(*codes):
    return [Column(code, code) for code in codes]


def headed(*headings):
    """Columns of a spreadsheet: a heading each, one text or the texts of two rows."""
    texts = [(heading,) if isinstance(heading, str) else heading for heading in headings]
    return [Column(" | ".join(text), " | ".join(text), text) for text in texts]


def propose(columns):
    return mapping.propose(Layout(tuple(columns)), codebook.questions(), codebook.items())


def targets(proposal):
    return [(column.question, column.item, column.horizon) for column in proposal.columns]


def target(column):
    """What one column answers; it must have been mapped, and nothing else."""
    [found] = targets(propose([column]))
    return found


def settings(*columns, **more):
    day = datetime.date(2026, 5, 1)
    dates = {"fieldwork_start": day, "fieldwork_end": day, "sampling": "self-selected"}
    texts = dict.fromkeys(("title_en", "title_fr", "source_en", "source_fr"), "x")
    export = {"file": "a.csv", "format": "delimited"}
    return waves.Answered(kind="answers", export=export, columns=columns, **dates, **texts, **more)


def said(columns, *mapped, **more):
    layout = Layout(tuple(columns))
    return "\n".join(str(problem) for problem in mapping.problems(settings(*mapped, **more), layout))


def test_an_export_of_our_own_questionnaire_needs_no_mapping():
    codes = questionnaire.codes(*questionnaire.asked())
    proposal = propose(coded("id", "submitdate", *codes.code))
    assert targets(proposal) == list(zip(codes.question, codes["item"], codes.horizon, strict=True))
    assert all(column.confirmed for column in proposal.columns)
    assert proposal.unanswered == ()
    assert proposal.special == {"id": "id", "completed": "submitdate"}


@pytest.mark.parametrize(
    ("code", "expected", "confirmed"),
    [
        ("region", ("region", "", "now"), True),
        ("client_sector[energy]", ("client_sector", "energy", "now"), True),
        ("client_sector_energy", ("client_sector", "energy", "now"), True),
        ("ClientSector.Energy", ("client_sector", "energy", "now"), False),
        ("uses_in_3_to_5_years_design", ("uses", "design", "3-5 years"), False),
        ("uses_now[design]", ("uses", "design", "now"), False),
        ("turnover_growth_3years", ("turnover_growth", "", "3 years"), False),
        ("staff_france", ("staff_france", "employees", "now"), True),
        ("recruits[none]", ("recruits", "none", "3-5 years"), True),
    ],
)
def test_codes_are_recognised_as_people_spell_them(code, expected, confirmed):
    proposal = propose(coded(code))
    assert targets(proposal) == [expected]
    assert proposal.columns[0].confirmed is confirmed
    assert proposal.found == {code: "code"}


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Taille de l'entreprise", ("size", "", "now")),
        ("RÉGION DU SIÈGE ", ("region", "", "now")),
        ("Dans quelle région se trouve le siège social de votre entreprise ?", ("region", "", "now")),
        (("Secteurs clients", "Énergie"), ("client_sector", "energy", "now")),
        ("Client sectors: Energy", ("client_sector", "energy", "now")),
        ("Client sectors [Energy]", ("client_sector", "energy", "now")),
        ("Secteurs clients / Bâtiment, construction", ("client_sector", "building", "now")),
        ("<p>Région&nbsp;du siège</p>", ("region", "", "now")),
        (("Région du siège", "Response"), ("region", "", "now")),
        (("Croissance attendue de l’effectif", "dans 5 ans"), ("staff_growth", "", "5 years")),
        ("Expected growth of staff (in 3 years)", ("staff_growth", "", "3 years")),
        (("Usages du jumeau numérique", "Optimiser la conception - aujourd’hui"), ("uses", "design", "now")),
        ("Uses of digital twins: Optimise design (in 3 to 5 years)", ("uses", "design", "3-5 years")),
        (("Effectif en France", "Open-Ended Response"), ("staff_france", "employees", "now")),
        ("Employees in France", ("staff_france", "employees", "now")),
        ("Développeur de jumeaux", None),
    ],
)
def test_labels_are_matched_in_both_languages_whole_or_in_parts(heading, expected):
    proposal = propose(headed(heading))
    assert targets(proposal) == ([expected] if expected else [])
    assert not any(column.confirmed for column in proposal.columns)


def test_a_question_with_several_answers_in_one_cell_gets_a_separator():
    [column] = propose(headed("Secteurs clients")).columns
    assert (column.question, column.item, column.separator) == ("client_sector", "", ";")
    assert not column.confirmed


def test_an_items_label_alone_maps_where_one_question_has_it():
    """«Édition et implémentation de logiciels» is of `services` only; «Ingénierie» of three questions."""
    proposal = propose(headed("Édition et implémentation de logiciels"))
    assert targets(proposal) == [("services", "software", "now")]
    proposal = propose(headed("Ingénierie"))
    assert targets(proposal) == []
    assert "several questions: activity, client_sector, domains" in proposal.unmapped["Ingénierie"]


def test_an_items_label_alone_follows_the_question_of_the_column_before():
    proposal = propose(headed("Secteurs clients - Industrie", "Énergie", "Santé", "Vos remarques", "Défense"))
    assert targets(proposal)[1:] == [("client_sector", "energy", "now"), ("client_sector", "health", "now")]
    assert "several questions" in proposal.unmapped["Défense"]


def test_a_horizon_that_is_not_said_is_asked_for():
    proposal = propose(headed(("Usages du jumeau numérique", "Optimiser la conception")))
    assert proposal.columns == ()
    [reason] = proposal.unmapped.values()
    assert "for which horizon of 'uses': now, 3-5 years" in reason


def test_the_second_column_for_one_answer_is_not_mapped():
    proposal = propose(headed("Région du siège", "Region of the head office", "Secteurs clients"))
    assert targets(proposal) == [("region", "", "now"), ("client_sector", "", "now")]
    assert "the same as column 'Région du siège'" in proposal.unmapped["Region of the head office"]
    assert not propose(headed("Secteurs clients", ("Secteurs clients", "Énergie"))).columns[1:]


@pytest.mark.parametrize(
    "column",
    [
        Column("client_sector[other]", "client_sector[other]"),
        Column("services_other", "services_other"),
        *headed(
            ("Secteurs clients", "Autre (veuillez préciser)"), ("Client sectors", "Other (please specify)")
        ),
        *headed(("Région du siège", "Open-Ended Response"), "Vos remarques", "Autre secteur : précisez"),
    ],
)
def test_free_text_is_never_mapped(column):
    proposal = propose([column])
    assert proposal.columns == ()
    assert "free text" in proposal.ignored[column.name]


def test_other_alone_is_left_to_the_user_but_value_labels_show_a_tick():
    proposal = propose(headed("Secteurs clients - Industrie", "Autre"))
    assert "free text" in proposal.unmapped["Autre"]
    ticks = {"0": "No", "1": "Yes"}
    assert target(Column("services_other", "services_other", (), ticks)) == ("services", "other", "now")


@pytest.mark.parametrize(
    ("heading", "reason"),
    [
        ("ipaddr", "personal"),
        ("E-mail", "personal"),
        ("Nom de famille", "personal"),
        ("Adresse IP", "personal"),
        ("Collector ID", "of the survey tool"),
        ("startdate", "of the survey tool"),
        ("Langue de départ", "of the survey tool"),
        ("groupTime12", "of the survey tool"),
    ],
)
def test_personal_and_technical_columns_are_left_unread(heading, reason):
    assert propose(headed(heading)).ignored == {heading: reason}


@pytest.mark.parametrize(
    ("heading", "setting"),
    [
        ("Response ID", "id"),
        ("Pondération", "weight"),
        ("POIDS", "weight"),
        ("Date de soumission", "completed"),
    ],
)
def test_special_columns_are_recognised_once(heading, setting):
    assert propose(headed(heading)).special == {setting: heading}
    assert propose(headed("seed")).special == {}


def test_a_second_identifier_is_left_unread():
    proposal = propose(headed("Respondent ID", "id"))
    assert proposal.special == {"id": "Respondent ID"}
    assert proposal.ignored == {"id": "of the survey tool"}


def test_value_labels_say_which_item_a_code_is():
    values = {"1": "Fewer than 10 employees", "2": "10 à 49 salariés", "3": "Enormous", "-9": "Not asked"}
    proposal = propose([Column("size", "size", ("Size of the firm",), values, ("-9",))])
    assert proposal.columns[0].answers == {"1": "under_10", "2": "from_10_to_49"}
    [note] = proposal.notes
    assert "'Enormous'" in note
    assert "Not asked" not in note


def test_codes_of_our_questionnaire_ticks_and_numbers_need_no_answers():
    """A structure gives `yes` and `no` as codes of the question on partnerships."""
    yes = {"yes": "Oui", "no": "Non"}
    proposal = propose([Column("partnerships", "partnerships", (), yes)])
    assert proposal.columns[0].answers == {}
    ticks = {"1": "Oui", "2": "Non"}
    proposal = propose([Column("activity[digital]", "activity[digital]", (), ticks)])
    assert proposal.columns[0].answers == {}
    assert proposal.notes == ()


def test_what_no_column_answers_is_listed_item_by_item_without_derived_questions():
    missing = propose([*headed("Secteurs clients"), *coded("activity[digital]")]).unanswered
    assert ("activity", "engineering", "now") in missing
    assert ("activity", "digital", "now") not in missing
    assert not [question for question, _, _ in missing if question in ("client_sector", "staff_share")]


def test_hostile_headings_are_cut_and_cleaned_where_they_are_shown():
    names = ["x" * 10_000, "=1+1\n\x1b[31m<script>"]
    notes = mapping.notes(settings(), Layout(tuple(coded(*names))))
    assert len(notes[0]) < 200
    assert "\n" not in notes[0]
    assert "\x1b" not in notes[0]
    assert propose(headed(*names)).columns == ()
    assert len(mapping.shown("x" * 10_000)) == 42


REGION = waves.Column(name="r", question="region")


def test_a_mapping_that_fits_has_no_problem():
    ticks = waves.Column(name="a", question="activity", item="digital", answers={"9": "no"})
    assert said(coded("r", "a"), REGION, ticks) == ""


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ({"name": "gone"}, "the export has no column of this name (found \"'gone'\")"),
        ({"question": "regio"}, "not a question of the codebook (found 'regio'); allowed: experience, "),
        ({"horizon": "5 years"}, "not a horizon of 'region' (found '5 years'); allowed: now"),
        ({"item": "bretagne"}, "'region' has one answer"),
        ({"separator": ";"}, "'region' has one answer"),
        ({"answers": {"1": "mars"}}, "not an answer of 'region' (found 'mars'); allowed: ile_de_france, "),
        ({"question": "activity", "item": "both"}, "not an item of 'activity' (found 'both')"),
        ({"question": "activity"}, "give an item, or the separator"),
        ({"question": "recruit_posts"}, "which item of 'recruit_posts'?; allowed: study_engineer"),
        ({"question": "staff_france", "answers": {"none": "zero"}}, "not an answer of 'staff_france'"),
        (
            {"question": "activity", "item": "digital", "answers": {"1": "engineering"}},
            "allowed: yes, no, digital",
        ),
    ],
)
def test_what_the_codebook_or_the_export_does_not_allow(column, words):
    mapped = waves.Column(**({"name": "r", "question": "region"} | column))
    assert words in said(coded("r"), mapped)


def test_all_problems_of_a_mapping_come_at_once():
    lines = said(coded("r"), waves.Column(name="gone", question="regio"), weight="w", id="i").splitlines()
    assert len(lines) == 4


def test_one_answer_from_two_columns_is_a_problem():
    twin = waves.Column(name="s", question="region")
    assert "column 'r' answers this already (found 'region now')" in said(coded("r", "s"), REGION, twin)
    whole = waves.Column(name="a", question="activity", separator=";")
    one = waves.Column(name="b", question="activity", item="digital")
    assert "answers this already" in said(coded("a", "b"), whole, one)
    assert "answers this already" in said(coded("a", "b"), one, whole)
    assert said(coded("b", "c"), one, waves.Column(name="c", question="activity", item="engineering")) == ""


def test_a_column_that_is_mapped_and_ignored_or_mapped_twice_is_a_problem():
    size = waves.Column(name="r", question="size")
    lines = said(coded("r"), REGION, size, ignored=("r",))
    assert "is mapped 2 times" in lines
    assert "is mapped and ignored" in lines


def test_segments_mandatory_questions_and_margins_must_be_of_the_codebook():
    margins = [
        {"question": "size", "item": "under_10", "firms": 5},
        {"question": "size", "item": "under_10", "firms": 6},
        {"question": "size", "item": "tiny", "firms": 6},
        {"question": "staff_france", "item": "employees", "firms": 6},
    ]
    segments = ("staff_france", "sise", "uses", "partnership_forms")  # a number; unknown; two horizons; routed
    lines = said([], segments=segments, mandatory=("sise",), margins=margins)
    for question in segments:
        wrong = "not a question with answer items that all firms are asked about now"
        assert f"column 'segments': {wrong} (found '{question}')" in lines
    assert "column 'mandatory': not a question of the codebook (found 'sise')" in lines
    assert "is given 2 times (found 'size=under_10')" in lines
    assert "not an item of 'size' (found 'tiny')" in lines
    assert "column 'margins': not a question with answer items (found 'staff_france')" in lines


def test_notes_tell_what_is_left_out_and_what_is_not_confirmed():
    proposed = waves.Column(name="r", question="region", confirmed=False)
    found = mapping.notes(settings(proposed, ignored=("gone",), id="i"), Layout(tuple(coded("r", "i", "new"))))
    assert [line.rpartition(": ")[2] for line in found] == ["'new'", "'gone'", "'r'"]
    assert "neither mapped nor ignored" in found[0]
    assert "not in the export" in found[1]
    assert "not yet confirmed" in found[2]
