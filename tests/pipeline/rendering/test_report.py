import json

from helpers import paths
from helpers.pipeline import provenance


def test_a_segment_made_from_other_data_goes_when_the_wave_is_made_again(tmp_path, monkeypatch):
    """Beside the new report the old one would tell of the firms that were corrected or left out."""
    monkeypatch.setenv("WORKBOOK_REPORTS", str(tmp_path))
    baseline = {"study-2023/wave.toml": "another baseline"}
    whole = paths.report("2026", "en")
    digital = paths.report("2026", "en", "activity=digital")
    engineering = paths.report("2026", "en", "activity=engineering")
    made = {whole: {"export.csv": "new"}, digital: {"export.csv": "old"}, engineering: {"export.csv": "new"}}
    for folder, data in made.items():
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"data": data | baseline}))
    assert provenance.stale(whole, "2026") == [digital]
