"""Notebooks to report: executed in `running`, written in `rendering`; `comparing` reads two reports."""
