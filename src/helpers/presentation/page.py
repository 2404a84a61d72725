"""What a notebook shows: tables, figures and sentences, with all a report needs in their metadata.

A notebook writes no file. Each display carries its name, title, base and full-precision data (a figure
also its alt text and SVG) in the output's metadata; `pipeline.report` reads them from there.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

import pandas as pd
from IPython.display import display

from helpers.presentation import cards, tables
from helpers.presentation.language import Language
from helpers.sources import waves
from helpers.statistics.sentences import Sentence, sentence

Words = Sentence | str


class Pictures(NamedTuple):
    """A chart drawn: as PNG in base64, as SVG wide and narrow, and its size on a page in pixels."""

    png: str
    svg: str
    narrow: str
    size: tuple[int, int]


class Page:
    """One notebook's page in one language."""

    def __init__(self, wave: str, language: str):
        self.language = Language(language)
        settings = waves.read(wave)
        self.source = settings.source_fr if language == "fr" else settings.source_en

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        columns: list[str],
        *,
        title: Words,
        base: Words,
        note: Words = "",
    ) -> None:
        """Show the chosen columns; the whole frame leaves as `tables/<name>.csv`."""
        if frame.empty:
            self._nothing(title)
            return
        shown = tables.cells(frame, columns, self.language)
        said = {key: self._said(words) for key, words in (("title", title), ("base", base), ("note", note))}
        said["base"] = tables.with_base(said["base"], shown)
        self._publish(
            {"text/html": tables.to_html(shown, **said), "text/plain": tables.to_text(shown, **said)},
            {
                "kind": "table",
                "name": name,
                **said,
                "columns": columns,
                "computed": tables.computed(frame, columns),
                "csv": tables.to_csv(frame, self.language),
            },
        )

    def cards(self, name: str, frame: pd.DataFrame, *, title: Words, base: Words, note: Words = "") -> None:
        """Show key figures as cards; the whole frame leaves as `tables/<name>.csv`."""
        shown = cards.said(frame, self.language)
        said = {key: self._said(words) for key, words in (("title", title), ("base", base), ("note", note))}
        self._publish(
            {
                "text/html": cards.to_html(shown, said["title"], said["note"]),
                "text/plain": cards.to_text(shown, **said),
            },
            {
                "kind": "cards",
                "name": name,
                **said,
                "csv": tables.to_csv(frame.add_prefix("key_"), self.language),
            },
        )

    def figure(
        self,
        name: str,
        draw: Callable[..., Any],
        frame: pd.DataFrame,
        *,
        title: Words,
        base: Words,
        also: str = "",
        **options: Any,
    ) -> None:
        """Show the chart that `draw` makes of `frame`, wide and narrow, with its data as a table.

        The rows that the chart shows leave as `figures/<name>.csv`. `also` is another wave whose figures it
        shows.
        """
        if frame.empty:
            self._nothing(title)
            return
        said = {"title": self._said(title), "base": self._said(base)}
        chart, pictures = self._pictures(draw, frame, said | {"source": self._source(also)}, options)
        said["base"] = self._based(said["base"], chart)
        ends = said["title"].rstrip("”» \u00a0").endswith((".", "?", "!"))
        alt = f"{said['title']}{'' if ends else '.'} {chart.alt}"
        shown = tables.cells(chart.frame, chart.columns, self.language)
        data = {"title": self._said(sentence("Data: {title}", title=said["title"])), "base": said["base"]}
        rows = tables.to_text(shown, **said, note="").partition("\n")[2]
        width, height = pictures.size
        display(
            {"image/png": pictures.png, "text/plain": f"{said['title']} ({said['base']})\n{chart.alt}\n{rows}"},
            raw=True,
            metadata={
                "image/png": {"alt": alt, "width": width, "height": height},
                "workbook": {"kind": "figure", "name": name, **said, "alt": alt}
                | {"svg": pictures.svg, "svg_narrow": pictures.narrow}
                | {"data": tables.to_html(shown, **data, note=""), "columns": chart.columns}
                | {"computed": tables.computed(chart.frame, chart.columns)}
                | {"csv": tables.to_csv(chart.frame, self.language)},
            },
        )

    def _pictures(
        self, draw: Callable[..., Any], frame: pd.DataFrame, said: dict[str, str], options: dict
    ) -> tuple[Any, Pictures]:
        """The chart, and what it looks like on a wide screen, in print and on a phone."""
        from helpers.presentation import style  # imported late: matplotlib takes a second

        with style.applied(style.WIDE):
            chart = self._drawn(draw, frame, said, options)
            png, svg, size = style.png(chart.figure), style.svg(chart.figure), style.pixels(chart.figure)
        with style.applied(style.NARROW):
            narrow = style.svg(self._drawn(draw, frame, said, options).figure)
        return chart, Pictures(png, svg, narrow, size)

    def _drawn(self, draw: Callable[..., Any], frame: pd.DataFrame, said: dict[str, str], options: dict) -> Any:
        """The chart as wide as the style in force asks, with its title, base and source."""
        from helpers.presentation import style

        chart = draw(frame, self.language, **options)
        style.finish(chart.figure, said["title"], self._based(said["base"], chart), said["source"])
        return chart

    def _based(self, base: str, chart: Any) -> str:
        """The base, with the fewest and the most respondents behind a row of the chart if it lacks them."""
        if chart.bases is None:
            return base
        low, high = chart.bases
        if low < high:
            return self._said(sentence("{base}; bases of {low} to {high}", base=base, low=low, high=high))
        if re.search(rf"(?<!\d){re.escape(self.language.number(low))}(?!\d)", base):
            return base
        return self._said(sentence("{base}; base of {n}", base=base, n=low))

    def _source(self, also: str) -> str:
        """Where the figures come from: this wave, and another that is shown with it."""
        if not also:
            return f"{self.language.text('Source:')} {self.source}"
        other = Page(also, self.language.code).source
        return self._said(sentence("Sources: {first}; {second}", first=other, second=self.source))

    def localised(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with each pair of columns `x_en`, `x_fr` as one column `x` in the reader's language.

        Where there is no `x_fr`, the French is what stands in `x`: a title as the study prints it.
        """
        names = [name.removesuffix("_en") for name in frame if name.endswith("_en")]
        french = {name: f"{name}_fr" if f"{name}_fr" in frame else name for name in names}
        chosen = {name: frame[f"{name}_en" if self.language.code == "en" else french[name]] for name in names}
        pairs = [column for name in names for column in (f"{name}_en", f"{name}_fr") if column in frame]
        return frame.drop(columns=pairs).assign(**chosen)

    def say(self, template: str, **fields: Any) -> None:
        """Show a finding: a sentence whose numbers are computed."""
        self.tell(Sentence(template, fields))

    def tell(self, finding: Sentence) -> None:
        """Show a finding that the statistics have put into words."""
        said = self.language.sentence(finding)
        self._publish(
            {"text/html": f'<p class="finding">{escape(said)}</p>', "text/plain": said},
            {"kind": "finding", "text": said},
        )

    def _nothing(self, title: Words) -> None:
        """Say that a table or chart is empty, in its place."""
        said = self._said(sentence("{title} – nothing to show.", title=self._said(title)))
        self._publish(
            {"text/html": f'<p class="note">{escape(said)}</p>', "text/plain": said}, {"kind": "nothing"}
        )

    def _said(self, words: Words) -> str:
        return self.language.sentence(words)

    @staticmethod
    def _publish(bundle: dict[str, str], metadata: dict[str, Any]) -> None:
        display(bundle, raw=True, metadata={"workbook": metadata})
