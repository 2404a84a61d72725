from helpers.sources import checks


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder):
    return [str(problem) for problem in checks.problems(folder)]


def test_negative_posts_and_an_unknown_mark_are_reported_at_once_with_row_and_column(wave_copy):
    change(wave_copy, "recruitment.csv", "posts,71,", "posts,-71,")
    change(wave_copy, "occupations.csv", ",⚡ i,", ",⚡ z,")
    said = found(wave_copy)
    assert len(said) == 2
    assert "recruitment.csv, row 9, column 'value': not an allowed value (found '-71')" in said[0]
    assert "column 'marks': a mark without a declared reading (found '⚡ z')" in said[1]
    assert "allowed: the marks of occupation_marks.csv" in said[1]


def test_shares_of_posts_over_the_whole_are_reported(wave_copy):
    """71 for 11: 110 in all, at least 107 with half a point for each of the six."""
    change(wave_copy, "recruitment.csv", "share_of_posts,11,", "share_of_posts,71,")
    [said] = found(wave_copy)
    assert "the shares of posts come to 107.0 % or more; allowed: shares that can sum to 100" in said


def test_the_same_occupation_twice_in_a_family_is_reported(wave_copy):
    path = wave_copy / "occupations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert any("each combination once" in line for line in found(wave_copy))
