from helpers.sources.readers import Column

HEAD = 'Respondent ID,IP Address,"Which uses, today?",,Your region,Remarks\n'
OPTIONS = ",,Design,Risks,Response,Open-Ended Response\n"


def test_names_are_pairs_of_question_and_option_filled_forward(wave):
    answers = "1,192.0.2.1,Design,,Bretagne,merci\n2,192.0.2.2,,Risks,,\n"
    wave.write("a.csv", HEAD + OPTIONS + answers, "utf-8-sig")
    layout = wave.layout("a.csv")
    pairs = [
        ("Respondent ID",),
        ("IP Address",),
        ("Which uses, today?", "Design"),
        ("Which uses, today?", "Risks"),
        ("Your region", "Response"),
        ("Remarks", "Open-Ended Response"),
    ]
    assert layout.columns == tuple(Column(" | ".join(pair), " | ".join(pair), pair) for pair in pairs)
    assert layout.first_row == 3
    risks, region = " | ".join(pairs[3]), " | ".join(pairs[4])
    assert list(wave.cells("a.csv", region).index) == [3, 4]
    assert wave.lists("a.csv", risks, region) == {risks: [None, "Risks"], region: ["Bretagne", None]}


def test_a_column_without_question_and_option_has_no_heading(wave):
    wave.write("a.csv", "ID,Uses,,\n,Design,,Risks\n1,,,\n")
    layout = wave.layout("a.csv")
    assert [column.name for column in layout.columns] == ["ID", "Uses | Design", "Risks"]
    assert layout.notes[-1] == "columns without a heading are not read: column 3"


def test_two_columns_of_the_same_pair_are_refused(wave):
    wave.write("a.csv", "ID,Uses,,\n,Design,Risks,Design\n1,,,\n")
    said = wave.said("a.csv")
    assert "column 'Uses | Design': 2 columns have one heading: column 2, column 4" in said


def test_a_second_row_of_another_width_is_refused(wave):
    wave.write("a.csv", "ID,Uses,\n,Design\n1,,\n2,,\n")
    assert "row 2: too few cells" in wave.said("a.csv")


def test_headings_alone_are_refused(wave):
    wave.write("a.csv", HEAD + OPTIONS)
    assert "holds headings and no answers" in wave.said("a.csv")
    wave.write("b.csv", HEAD)
    assert "row 2: the row has no headings" in wave.said("b.csv")
