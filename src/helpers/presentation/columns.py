"""Every column a reader may meet: its heading and how its values are shown.

A kind is a format of `Language.show`, or `interval` with its decimals for a pair of columns `x_low`,
`x_high` shown as one column `x`. Terms are words that stand in the data and are translated.
"""

from typing import NamedTuple


class Column(NamedTuple):
    """Heading (English, translated through the catalogue), kind, and the frame's column if named otherwise."""

    heading: str
    kind: str = ""
    of: str = ""

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers, to be aligned as such."""
        return self.kind.startswith("interval") or self.kind.rstrip("%").isdigit() or self.kind in NUMERIC


NUMERIC = ("year", "figure", "count")

COLUMNS = {
    # who and when
    "institute": Column("Institute"),
    "source": Column("Source", "name"),
    "year": Column("Year", "year"),
    "from_year": Column("From", "year"),
    "to_year": Column("To", "year"),
    "left_out": Column("Left out"),
    "region": Column("Region", "term"),
    "period": Column("Period", "term"),
    "base_year": Column("Base year supposed", "year"),
    "place": Column("Place in the study", "place"),
    "measure": Column("Figure", "term"),
    "statement": Column("The study says", "sentence"),
    # printed figures
    "value": Column("Printed", "figure"),
    "value_high": Column("Printed, to", "figure"),
    "topic": Column("Topic", "term"),
    "unit": Column("Unit", "term"),
    "wording": Column("Wording", "term"),
    "phrase": Column("Word used", "term"),
    "stated": Column("Stated", "figure"),
    "stated_to": Column("Stated, to", "figure"),
    "total": Column("World total printed ($ bn)", "figure"),
    # growth, percent a year
    "implied": Column("Implied by the labelled years (% a year)", "interval2"),
    "explained": Column("Implied by the explanation (% a year)", "interval2"),
    "stated_rate": Column("Stated (% a year)", "figure", "stated"),
    "growth": Column("Growth (% a year)", "1"),
    "step": Column("Growth in that year (%)", "interval1"),
    "against_long_run": Column("Against the stated rate", "term"),
    "implied_rate": Column("Implied (% a year)", "interval1", "implied"),
    "claimed": Column("Stated (% a year)", "interval1", "stated"),
    "gives": Column("In the study's range", "term"),
    # closure
    "as_labelled": Column("As labelled", "term"),
    "explanation": Column("What makes it close", "sentence"),
    "needed_year": Column("Endpoint year", "year"),
    "needed": Column("Endpoint needed ($ bn)", "interval1"),
    # markets, billions of dollars
    "market": Column("Market ($ bn)", "1", "value"),
    "how": Column("How it is known", "term"),
    "base": Column("First year ($ bn)", "1"),
    "target": Column("Last year ($ bn)", "1"),
    "base_institute": Column("First year from"),
    "target_institute": Column("Last year from"),
    "printing": Column("Institutes with a printed value", "0"),
    "compared": Column("Institutes compared", "0"),
    "lowest": Column("Lowest ($ bn)", "1"),
    "median": Column("Median ($ bn)", "1"),
    "highest": Column("Highest ($ bn)", "1"),
    "ratio": Column("Highest / lowest", "2"),
    "sum": Column("Sum of the regions ($ bn)", "interval2"),
    "rest": Column("Left for regions with a bound ($ bn)", "interval1"),
    "room": Column("They must stay below ($ bn)", "0"),
    "fits": Column("Fits", "term"),
    # shares, percent
    "implied_share": Column("Implied share (%)", "interval1", "implied"),
    # decomposition, log points
    "from_base": Column("From the first year", "1"),
    "from_target": Column("From the last year", "1"),
    "deviation": Column("Deviation from the mean", "1"),
    # ranges
    "range_low": Column("Low end", "figure"),
    "range_high": Column("High end", "figure"),
    "inside": Column("Inside", "names"),
    "outside": Column("Outside", "names"),
    "gives_low": Column("Prints as the low end", "names"),
    "gives_high": Column("Prints as the high end", "names"),
    # corrections
    "table": Column("Table"),
    "column": Column("Column"),
    "printed": Column("As printed", "word"),
    "used": Column("As used", "word"),
    "expect": Column("Cells", "0"),
    "reason": Column("Why"),
    # verdicts
    "verdict": Column("Verdict", "term"),
    "condition": Column("Why, or on what condition", "sentence"),
    "count": Column("Number", "0"),
}

TERMS = {
    # verdicts
    "reproduced": "reproduced",
    "consistent": "consistent",
    "consistent only if": "consistent only if",
    "inconsistent": "inconsistent",
    "not checkable": "not checkable",
    # closure
    "not reproduced": "not reproduced",
    "endpoint not printed": "endpoint not printed",
    "start": "first year",
    "end": "last year",
    "rate": "rate",
    # how a value is known
    "printed": "printed",
    "interpolated": "interpolated",
    "extrapolated": "extrapolated by the stated rate",
    "none": "not known",
    # comparisons
    "above": "above",
    "below": "below",
    "about equal": "not distinguishable",
    "low end": "the low end",
    "high end": "the high end",
    "between the ends": "between the ends",
    "outside range": "outside",
    "fits": "fits",
    "does not fit": "does not fit",
    # topics
    "stated growth rates": "Stated growth rates",
    "summary ranges": "Summary ranges",
    "regions": "Regions",
    # measures, units, wordings
    "market": "World market, $ bn",
    "growth": "Growth, % a year",
    "value": "Market",
    "share": "Share of the world",
    "automotive_share": "Share of the car industry",
    "connected_objects": "Market of connected objects",
    "cyber_attacks_rise": "Rise in cyber attacks",
    "cyber_attacks_cost": "Cost of cyber attacks",
    "million": "million",
    "billion": "billion",
    "percent": "%",
    "percent a year": "% a year",
    "exact": "exact",
    "approximate": "approximate",
    "bound": "bound",
    "range": "range",
    "current": "current",
    "about": "about",
    "of the order of": "of the order of",
    "nearly": "nearly",
    "more than": "more than",
    "less than": "less than",
    "at least": "at least",
    "at most": "at most",
    "2030": "2030",
    # regions
    "world": "World",
    "north_america": "North America",
    "europe": "Europe",
    "asia_pacific": "Asia-Pacific",
    "china": "China",
    "south_america": "South America",
    "africa_middle_east": "Africa and Middle East",
    # places
    "section": "section",
    "annex": "annex",
    "table": "table",
    "text": "text",
    "heading": "heading",
    "reading note": "reading note",
    "North America": "North America",
    "Europe": "Europe",
    "Asia-Pacific": "Asia-Pacific",
    "South America": "South America",
    "Africa and Middle East": "Africa and Middle East",
}
"""Words that stand in the data or name a place of the study, and their English labels."""
