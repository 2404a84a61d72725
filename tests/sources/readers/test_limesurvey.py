import pytest

from helpers.sources.readers import Column

STRUCTURE = """class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tother
S\t\tlanguage\t\ten\t\t\t
G\t1\tFirm\t1\t\t\ten\t
Q\tL\tsize\t1\t<p>Size &amp; kind</p>\t\ten\tY
A\t0\ts1\t\tSmall\t\ten\t
A\t0\ts2\t\tLarge\t\ten\t
Q\tM\tuses\t1\tUses?\t\ten\tN
SQ\t0\tdesign\t1\t"Design, ""all"" kinds"\t\ten\t
SQ\t\trisks\t1\tRisks\t\ten\t
Q\t1\tdual\t1\tGrowth\t\ten\t
SQ\t\tstaff\t1\tStaff\t\ten\t
A\t0\ta1\t\tUp\t\ten\t
A\t1\tb1\t\tDown\t\ten\t
Q\t;\tgrid\t1\tGrid\t\ten\t
SQ\t0\ty1\t1\tRow\t\ten\t
SQ\t1\tx1\t1\tHead\t\ten\t
Q\tR\trank\t1\tRank\t\ten\t
A\t0\tr1\t\tFirst\t\ten\t
A\t0\tr2\t\tSecond\t\ten\t
Q\tL\tsize\t1\tTaille\t\tfr\tY
A\t0\ts1\t\tPetite\t\tfr\t
"""


@pytest.fixture
def structured(wave):
    """A wave with a structure in two languages."""
    wave.write("s.txt", STRUCTURE, "utf-8-sig")

    def columns(*headings):
        cells = ";".join(f'"{heading}"' for heading in headings)
        wave.write("a.csv", f"{cells}\r\n{';'.join('x' for _ in headings)}\r\n\r\n")
        return wave.layout("a.csv", structure="s.txt").columns

    return columns


def test_headings_of_codes(wave):
    wave.write("a.csv", '"id";"size";"uses[design]"\r\n"1";"s1";"Y"\r\n\r\n')
    layout = wave.layout("a.csv")
    assert layout.columns == tuple(Column(name, name) for name in ("id", "size", "uses[design]"))
    assert layout.first_row == 2
    assert wave.lists("a.csv", "uses[design]") == {"uses[design]": ["Y"]}


def test_headings_of_codes_and_texts(wave):
    headings = ["submitdate. Date submitted", "uses[design]. What for? [Design, all. kinds]"]
    wave.write("a.csv", ";".join(f'"{heading}"' for heading in headings) + '\n"2026-03-02";"Yes"\n')
    assert wave.layout("a.csv").columns == (
        Column(headings[0], "submitdate", ("Date submitted",)),
        Column(headings[1], "uses[design]", ("What for?", "Design, all. kinds")),
    )
    assert wave.lists("a.csv", headings[1]) == {headings[1]: ["Yes"]}


def test_headings_of_texts(wave):
    wave.write("a.csv", '"Response ID";"What for? [Design]";"How many?"\n1;Yes;3\n')
    found = wave.layout("a.csv").columns
    assert [column.code for column in found] == ["Response ID", "What for? [Design]", "How many?"]
    assert [column.labels for column in found] == [("Response ID",), ("What for?", "Design"), ("How many?",)]


def test_a_structure_gives_texts_and_answers_in_its_base_language(structured):
    id_, size, other, design, risks = structured("id", "size", "size[other]", "uses[design]", "uses_risks")
    assert id_ == Column("id", "id")
    values = {"s1": "Small", "s2": "Large", "-oth-": "Other"}
    assert size == Column("size", "size", ("Size & kind",), values)
    assert other == Column("size[other]", "size[other]", ("Size & kind", "Other"))
    assert design == Column("uses[design]", "uses[design]", ("Uses?", 'Design, "all" kinds'))
    assert risks == Column("uses_risks", "uses_risks", ("Uses?", "Risks"))


def test_a_structure_knows_the_columns_of_arrays_and_rankings(structured):
    one, two, grid, rank = structured("dual[staff][1]", "dual[staff][2]", "grid[y1_x1]", "rank[2]")
    assert (one.labels, one.values) == (("Growth", "Staff", "1"), {"a1": "Up"})
    assert (two.labels, two.values) == (("Growth", "Staff", "2"), {"b1": "Down"})
    assert grid.labels == ("Grid", "Row", "Head")
    assert (rank.labels, rank.values) == (("Rank", "2"), {"r1": "First", "r2": "Second"})


def test_headings_of_texts_get_their_codes_from_the_structure(structured):
    size, design, unknown = structured("SIZE & KIND", "Uses? [Risks]", "Other text")
    assert (size.name, size.code, size.values["s1"]) == ("SIZE & KIND", "size", "Small")
    assert (design.code, design.labels) == ("uses[risks]", ("Uses?", "Risks"))
    assert unknown.code == "Other text"


def test_a_structure_of_another_survey_is_said(wave, structured):
    structured("q1", "q2")
    notes = wave.layout("a.csv", structure="s.txt").notes
    assert notes[-2:] == (
        "texts of the questions are taken from s.txt in en, not in fr",
        "no column of the export is a question of s.txt: is it of another survey",
    )


@pytest.mark.parametrize(
    ("structure", "words"),
    [
        ("", "w/s.txt: the file is empty"),
        ("class\tname\nQ\tx\n", "w/s.txt, row 1, column 'type/scale': the column is missing"),
        ("class\ttype/scale\tname\ttext\tlanguage\nG\t\tx\t\ten\n", "holds no question"),
        (b"class\ttype/scale\tname\ttext\tlanguage\nQ\tL\tx\t\xe9\ten\n", "row 2: holds bytes that are not"),
    ],
)
def test_a_bad_structure_is_refused(wave, structure, words):
    wave.write("a.csv", "a;b\n1;2\n")
    wave.write("s.txt", structure)
    assert words in wave.said("a.csv", structure="s.txt")


def test_a_structure_elsewhere_is_refused(wave):
    wave.write("a.csv", "a;b\n1;2\n")
    assert "not a file of the wave" in wave.said("a.csv", structure="../s.txt")


def test_a_text_that_two_questions_share_has_no_code(wave):
    rows = ["class\ttype/scale\tname\ttext\tlanguage", "Q\tN\ta\tHow many?\ten", "Q\tN\tb\tHow many?\ten"]
    wave.write("s.txt", "\n".join(rows))
    wave.write("a.csv", "How many?;x\n1;2\n")
    assert wave.layout("a.csv", structure="s.txt").columns[0].code == "How many?"
