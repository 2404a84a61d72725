import json

from helpers.pipeline import provenance


def test_a_segment_made_from_other_data_goes_when_the_wave_is_made_again(tmp_path):
    """Beside the new report the old one would tell of the firms that were corrected or left out."""
    for name, digest in (("activity-digital", "old"), ("activity-engineering", "new")):
        folder = tmp_path / name / "en"
        folder.mkdir(parents=True)
        data = {"export.csv": digest, "study-2023/wave.toml": "another baseline"}
        (folder / "manifest.json").write_text(json.dumps({"data": data}))
    provenance.drop_stale(tmp_path, {"export.csv": "new"})
    assert [path.parent.parent.name for path in tmp_path.glob("*/*/manifest.json")] == ["activity-engineering"]
