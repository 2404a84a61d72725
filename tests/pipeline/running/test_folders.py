import pytest

from helpers.pipeline.running import folders


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page").write_text(text)


def test_a_finished_folder_takes_the_place_of_the_old_one(tmp_path):
    target = tmp_path / "report"
    write(target, "old")
    with folders.building(target) as built:
        write(built, "new")
        assert (target / "page").read_text() == "old"
    assert (target / "page").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_failure_leaves_the_old_folder_and_nothing_half_written(tmp_path):
    target = tmp_path / "report"
    write(target, "old")

    def fail():
        with folders.building(target) as built:
            write(built, "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (target / "page").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_crash_between_the_two_renames_is_mended_at_the_next_start(tmp_path):
    target = tmp_path / "report"
    write(tmp_path / ".report.old", "old")
    folders.repair(target)
    assert (target / "page").read_text() == "old"


def test_a_crash_after_both_renames_leaves_the_new_folder(tmp_path):
    target = tmp_path / "report"
    write(target, "new")
    write(tmp_path / ".report.old", "old")
    folders.repair(target)
    assert (target / "page").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_what_killed_runs_were_building_goes_at_the_next_start(tmp_path):
    target = tmp_path / "report"
    write(target, "old")
    write(tmp_path / ".report.new-abc", "half")
    write(tmp_path / ".other.new-abc", "another's")
    assert folders.leftovers(target) == [tmp_path / ".report.new-abc"]
    folders.repair(target)
    assert (target / "page").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.new-abc", "report"]


def test_where_the_second_rename_fails_the_old_folder_comes_back(tmp_path):
    target = tmp_path / "report"
    write(target, "old")
    with pytest.raises(FileNotFoundError):
        folders.exchange(tmp_path / "nothing", target)
    assert (target / "page").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_block_that_is_ended_leaves_every_folder_whole(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    write(first, "old")
    write(tmp_path / ".second.old", "old")

    def end():
        with folders.repaired([first, second]):
            assert (second / "page").read_text() == "old"
            write(tmp_path / ".first.new-abc", "half")
            first.rename(tmp_path / ".first.old")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        end()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]
    assert (first / "page").read_text() == "old"
