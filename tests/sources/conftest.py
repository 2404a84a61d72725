"""A wave of firms' answers that a test writes itself."""

import datetime
from collections.abc import Callable, Mapping, Sequence

import pytest
import tomlkit

SETTINGS = {
    "ignored": ["spare"],
    "kind": "answers",
    "sampling": "self-selected",
    "fieldwork_start": datetime.date(2026, 3, 2),
    "fieldwork_end": datetime.date(2026, 4, 10),
    "title_en": "Survey",
    "title_fr": "Enquête",
    "source_en": "Test",
    "source_fr": "Test",
}


def mapped(columns: Mapping[str, str | Mapping]) -> list[dict]:
    """Entries of `columns`: heading -> `question`, `question.item@horizon`, or the entry in full."""
    entries = []
    for name, target in columns.items():
        if isinstance(target, str):
            path, _, horizon = target.partition("@")
            question, _, item = path.partition(".")
            target = {"question": question, "item": item, "horizon": horizon or "now"}
        entries.append({"name": name} | dict(target))
    return entries


@pytest.fixture
def write_wave(tmp_path, monkeypatch) -> Callable[..., str]:
    """Write the wave `2026`: an export of these columns and rows (cells split on `|`), and its settings.

    A last column is spare: an export of one column looks like one that is split wrongly.
    """
    monkeypatch.setenv("WORKBOOK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))

    def write(columns: Mapping, rows: Sequence[str], beside: Sequence[str] = (), **settings) -> str:
        folder = tmp_path / "data" / "2026"
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["|".join([*columns, *beside, "spare"]), *(f"{row}|" for row in rows)]
        (folder / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        export = {"file": "export.csv", "format": "delimited", "encoding": "utf-8", "delimiter": "|"}
        text = tomlkit.dumps(SETTINGS | {"export": export} | settings | {"columns": mapped(columns)})
        (folder / "wave.toml").write_text(text, encoding="utf-8")
        return "2026"

    return write
