"""Recruitment: what a count and its rounded share say of all posts, and how many firms share them.

Shares are in percent. Posts and firms are whole numbers, so a printed share stands for the few counts that
print as it: the reasoning of the GRIM test (Brown & Heathers, 2017, Social Psychological and Personality
Science 8), with the total unknown. Posts are always given as an interval over every total that fits.
"""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pandas as pd

from helpers.parameters import ROUNDING_RULES
from helpers.statistics import bases, rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, as_printed, sentence

GROUPS = ("all", "top_3")
"""Names in `occupation` that stand for several occupations."""

# Section 5.2 calls data engineers the first of the digital occupations by volume, and developers transversal;
# the tables that close the section put developers among the digital occupations too.
FIRST_DIGITAL = "data_engineer"
TRANSVERSAL = ("developer",)

# By the same ranking: an occupation whose volume is lost, and the last of its kind that is printed before it.
AFTER = {
    "data_scientist": FIRST_DIGITAL,
    "machine_learning_engineer": FIRST_DIGITAL,
    "environment_engineer": "rd_engineer",
}

# The three occupations that section 5.2 says concern the most firms.
MOST_FIRMS = ("project_manager", "data_scientist", "machine_learning_engineer")

# Staff growth, in percent, that a band of the survey starts from.
BANDS = {"over_50": 50, "double_or_more": 100}

STAFF = ("staff_digital_twin", "staff_france")

ENDS = ("lowest of the range", "highest of the range")
"""A share in difficulty that is printed only as an end of the range over occupations (`end`)."""

FIRMS = [
    "occupation",
    "printed",
    "printed_share",
    "wording",
    "firms_low",
    "firms_high",
    "below",
    "above",
    "bases",
]
DIFFICULTY = ["occupation", "recruiting_low", "recruiting_high", "end", "printed_share"]
DIFFICULTY += ["difficulty_low", "difficulty_high", "fits"]


def fitting_totals(figures: pd.DataFrame, rule: str = "half-up") -> list[int]:
    """Totals of posts under which every printed share is that of a whole number of posts, rounded by `rule`.

    A plainly printed number of posts is a count, and the posts together cannot exceed the total. Hedged
    figures do not bound a total. Raises ValueError where no occupation prints both posts and a share.
    """
    return _fitting(_shares(figures, rule), _counts(figures))


def anchor(figures: pd.DataFrame) -> dict[str, Any]:
    """What totals are derived from: the `posts` of one `occupation`, and the number of printed `shares`."""
    counts, shares = _counts(figures), _shares(figures, "half-up")
    first = next(name for name in counts if name in set(shares.occupation))
    return {"occupation": first, "posts": max(counts[first]), "shares": len(shares)}


def totals(figures: pd.DataFrame, wordings: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a reading of the printed shares: the total numbers of posts that it allows.

    `total` comes from the posts and share of one occupation alone, `fitting` from all printed shares.
    Readings: each rounding rule; `any rule` and `every rule` (at least one of them, all of them);
    `approximations` (every share only "about", by the table `wordings`, or rounded by any rule). `gained` and
    `lost` count the fitting totals that the reading adds to those of `rule` and takes from them.
    """
    counts = _counts(figures)
    by_rule = {name: _shares(figures, name) for name in ROUNDING_RULES}
    counted = {name: _counted_totals(shares, counts) for name, shares in by_rule.items()}
    fitting = {name: _fitting(shares, counts) for name, shares in by_rule.items()}
    loose = _loose(by_rule, figures, wordings)
    for found, approximate in ((counted, _counted_totals(loose, counts)), (fitting, _fitting(loose, counts))):
        rules = [set(found[name]) for name in ROUNDING_RULES]
        found["any rule"] = sorted(set.union(*rules))
        found["every rule"] = sorted(set.intersection(*rules))
        found["approximations"] = approximate
    rows = []
    for reading, allowed in fitting.items():
        gained, lost = set(allowed) - set(fitting[rule]), set(fitting[rule]) - set(allowed)
        ends = _ends("total", counted[reading]) | _ends("fitting", allowed)
        changes = {"number": len(allowed), "gained": len(gained), "lost": len(lost)}
        rows.append({"reading": reading, **ends, **changes})
    return pd.DataFrame(rows)


def posts(figures: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row an occupation with posts or a share of them, then the rest: its posts, over all totals that fit.

    `of_posts_low` to `of_posts_high` is the exact percentage of posts. `rank_low` to `rank_high` is its rank
    by volume among the printed ones, `tied` names the occupations that print the same share.
    """
    shares, counts = _shares(figures, rule), _counts(figures)
    found = [(total, _possible(total, shares, counts)) for total in _fitting(shares, counts)]
    if not found:
        raise ValueError(f"no total number of posts fits all the printed shares under {rule}")
    printed = dict(zip(shares.occupation, shares.value, strict=True))
    rows = []
    for occupation in found[0][1]:
        ranges = [(total, of[occupation][0], of[occupation][-1]) for total, of in found]
        row = {"occupation": occupation, "printed_share": printed.get(occupation)}
        how = "printed" if occupation in counts else "from its share"
        rows.append(row | {"how": how} | _ranks(occupation, printed) | _posts_row(ranges))
    rest = [(total, max(total - _sum(of, -1), 0), total - _sum(of, 0)) for total, of in found]
    nothing = {"tied": [], "rank_low": None, "rank_high": None}
    rows.append(
        {"occupation": "other", "printed_share": None, "how": "what is left"} | nothing | _posts_row(rest)
    )
    return pd.DataFrame(rows)


def leading(figures: pd.DataFrame, wordings: pd.DataFrame, count: int = 3) -> pd.DataFrame:
    """One row a rounding rule: the exact percentage of posts of the `count` occupations that lead by volume.

    `leading` names them in printed order; `tied` names those left out although they print the same share as
    the last one taken. `claim_low` to `claim_high` is the study's own wording (`printed`), read by `wordings`.
    """
    said = _printed(figures, "share_of_posts", [f"top_{count}"])
    claims = [] if said.empty else list(_read(said, wordings, "half-up").interval)
    words = {"printed": as_printed(said).iloc[0] if claims else None}
    words |= _float_ends("claim", [end for claim in claims[:1] for end in (claim.low, claim.high)])
    counts, rows = _counts(figures), []
    for rule in ROUNDING_RULES:
        shares = _shares(figures, rule)
        ordered = shares.sort_values("value", ascending=False, kind="stable")
        first, last = list(ordered.occupation[:count]), ordered.value.iloc[:count].iloc[-1]
        tied = [name for name in ordered.occupation[ordered.value == last] if name not in first]
        held = []
        for total in _fitting(shares, counts):
            of = _possible(total, shares, counts)
            others = {name: of[name] for name in of if name not in first}
            most = min(_sum(of, -1) - _sum(others, -1), total - _sum(others, 0))
            held += [Fraction(100 * sums, total) for sums in (_sum(of, 0) - _sum(others, 0), most)]
        names = {"reading": rule, "leading": first, "tied": tied}
        rows.append(names | _float_ends("of_posts", held) | words)
    return pd.DataFrame(rows)


def firms(
    figures: pd.DataFrame, respondents: int, wordings: pd.DataFrame, rule: str = "half-up"
) -> pd.DataFrame:
    """One row a printed share of firms that recruit an occupation: the firms it stands for, out of all.

    `firms_low` to `firms_high` are the counts out of `respondents` (base assumed) that print the share; where
    there is none, `below` and `above` are the counts next to it. `bases` are the bases of at least half of the
    respondents that some count prints it on.
    """
    shares = _printed(figures, "share_of_firms")
    shares = _read(shares, wordings, rule).assign(printed=as_printed(shares))
    rows = []
    for row in shares.drop_duplicates(["occupation", "value", "phrase"]).itertuples():
        counts = bases.counts(row.interval, respondents)
        next_to = {"below": None, "above": None}
        if not counts:
            below = math.floor(row.interval.low * respondents / 100)
            next_to = {"below": below, "above": below + 1}
        bearing = [base for base in bases.from_half(respondents) if bases.counts(row.interval, base)]
        row_of = {"occupation": row.occupation, "printed": row.printed, "printed_share": row.value}
        row_of |= {"wording": row.wording}
        rows.append(row_of | _ends("firms", counts) | next_to | {"bases": bearing})
    return pd.DataFrame(rows, columns=FIRMS)


def volumes(
    figures: pd.DataFrame, respondents: int, wordings: pd.DataFrame, rule: str = "half-up"
) -> pd.DataFrame:
    """One row an occupation: many posts or many firms? Its posts, recruiting firms, and posts a firm.

    Where the posts are not printed they are bounded (`how`): each recruiting firm has one at least, and the
    occupation no more than `bounded_by`, which the study ranks before it, or what is left. Intervals of posts
    and firms are independent, so posts a firm is the widest interval that they allow.
    """
    known = posts(figures, rule).set_index("occupation")
    hiring = firms(figures, respondents, wordings, rule).drop_duplicates("occupation").set_index("occupation")
    rows = []
    for occupation in dict.fromkeys([*known.index.drop("other"), *hiring.index]):
        share, firms_low, firms_high = _cells(hiring, occupation, "printed_share", "firms_low", "firms_high")
        before = AFTER[occupation] if AFTER.get(occupation) in known.index else "other"
        if occupation in known.index:
            low, high, how = known.loc[occupation, ["posts_low", "posts_high", "how"]]
        else:
            low, high, how = firms_low or 1, known.posts_high[before], "bounded"
        row = {"occupation": occupation, "how": how, "bounded_by": before if how == "bounded" else None}
        row |= {"posts_low": int(low), "posts_high": int(high), "printed_share": share}
        row |= {"firms_low": firms_low, "firms_high": firms_high}
        rows.append(row | _per_firm(low, high, firms_low, firms_high))
    return pd.DataFrame(rows)


def difficulty(
    figures: pd.DataFrame, respondents: int, wordings: pd.DataFrame, rule: str = "half-up"
) -> pd.DataFrame:
    """One row an occupation whose recruiting firms are known and a printed share of firms in difficulty.

    `end` says whether the share is the occupation's own figure or an end of the range over occupations;
    `difficulty_low` to `difficulty_high` are the counts of the recruiting firms that print it, if any.
    """
    hiring = firms(figures, respondents, wordings, rule).dropna(subset=["firms_low"])
    rows = []
    for firm in hiring.drop_duplicates("occupation").itertuples():
        for end, value, interval in _difficulties(figures, firm.occupation, rule):
            recruiting = range(int(firm.firms_low), int(firm.firms_high) + 1)
            counts = sorted({count for base in recruiting for count in bases.counts(interval, base)})
            row = {
                "occupation": firm.occupation,
                "recruiting_low": recruiting[0],
                "recruiting_high": recruiting[-1],
            }
            row |= {"end": end, "printed_share": value} | _ends("difficulty", counts)
            rows.append(row | {"fits": "fits" if counts else "does not fit"})
    return pd.DataFrame(rows, columns=DIFFICULTY)


def against_staff(figures: pd.DataFrame, survey: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a group of staff that the survey counts: all posts as a percentage of it.

    `survey` holds the printed figures of the survey; posts are those planned or under way, over all totals
    that fit.
    """
    allowed = fitting_totals(figures, rule)
    rows = []
    for row in survey[survey.question.isin(STAFF) & (survey.item == "total")].itertuples():
        if row.value is not None:
            growth = [100 * Fraction(total) / Fraction(row.value) for total in allowed]
            staff = {"group": row.question, "staff": row.value}
            rows.append(staff | _ends("posts", allowed) | _float_ends("growth", growth))
    return pd.DataFrame(
        rows, columns=["group", "staff", "posts_low", "posts_high", "growth_low", "growth_high"]
    )


def verdicts(
    figures: pd.DataFrame,
    survey: pd.DataFrame,
    respondents: int,
    wordings: pd.DataFrame,
    rule: str = "half-up",
) -> pd.DataFrame:
    """One row a statement of the study on recruitment: its verdict and why, or on what condition.

    Shares of firms are read on all `respondents`, a base that the study does not state for them.
    """
    found = firms(figures, respondents, wordings, rule)
    rows = _volume_verdicts(figures, rule)
    if fitting_totals(figures, rule):
        known = posts(figures, rule)
        rows += _leading_verdicts(leading(figures, wordings), known, rule) + _digital_verdicts(known)
    rows += _current_verdicts(figures, rule)
    rows += _firm_verdicts(found, figures, respondents)
    rows += _difficulty_verdicts(difficulty(figures, respondents, wordings, rule), figures, respondents, rule)
    rows += _growth_verdicts(against_staff(figures, survey, rule), survey, respondents, wordings, rule)
    return pd.DataFrame(rows, columns=["topic", "statement", "verdict", "condition"])


def _printed(figures: pd.DataFrame, measure: str, occupations: Iterable[str] | None = None) -> pd.DataFrame:
    """Printed rows of a measure: of the occupations named, else of every single occupation."""
    of = figures[(figures.measure == measure) & (figures.status == "printed")]
    return of[~of.occupation.isin(GROUPS)] if occupations is None else of[of.occupation.isin(occupations)]


def _read(frame: pd.DataFrame, wordings: pd.DataFrame, rule: str) -> pd.DataFrame:
    hedged = set(frame.phrase[frame.wording == "approximate"])
    missing = sorted(hedged - set(wordings.wording))
    if missing:
        raise ValueError(f"the table of wordings has no row for {', '.join(map(repr, missing))}")
    return rounding.approximately(frame, wordings, rule)


def _shares(figures: pd.DataFrame, rule: str) -> pd.DataFrame:
    """One row an occupation and plainly printed share of posts: `occupation, value, interval`."""
    plain = _printed(figures, "share_of_posts").query("wording == 'exact'")
    read = rounding.figures(plain.drop_duplicates(["occupation", "value"]), rule)
    return read[["occupation", "value", "interval"]].reset_index(drop=True)


def _counts(figures: pd.DataFrame) -> dict[str, set[int]]:
    """Every number of posts that is plainly printed, by occupation."""
    plain = _printed(figures, "posts").query("wording == 'exact'")
    return {
        name: {int(value) for value in group} for name, group in plain.groupby("occupation", sort=False).value
    }


def _loose(by_rule: dict[str, pd.DataFrame], figures: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """Shares taken as approximations: no narrower than any rounding rule makes them."""
    shares = (
        _printed(figures, "share_of_posts").query("wording == 'exact'").drop_duplicates(["occupation", "value"])
    )
    about = _read(shares.assign(wording="approximate", phrase="about"), wordings, "half-up").interval
    rounded = zip(*(frame.interval for frame in by_rule.values()), strict=True)
    hulls = [rounding.hull([word, *ends]) for word, ends in zip(about, rounded, strict=True)]
    return by_rule["half-up"].assign(interval=pd.Series(hulls, dtype=object))


def _counted_totals(shares: pd.DataFrame, counts: dict[str, set[int]]) -> list[int]:
    """Totals that print the share of every occupation whose posts are printed."""
    counted = [row for row in shares.itertuples() if row.occupation in counts]
    if not counted:
        raise ValueError("no occupation prints both a number of posts and a share of all posts")
    highest = min(_highest(max(counts[row.occupation]), row) for row in counted)
    lowest = max(max(of) for of in counts.values())
    return [
        total
        for total in range(max(lowest, 1), highest + 1)
        if all(set(bases.counts(row.interval, total)) >= counts[row.occupation] for row in counted)
    ]


def _highest(count: int, row: Any) -> int:
    if row.interval.low <= 0:
        raise ValueError(f"{count} posts printed as {row.value} % of all posts bound no total")
    return math.floor(100 * count / row.interval.low)


def _fitting(shares: pd.DataFrame, counts: dict[str, set[int]]) -> list[int]:
    candidates = _counted_totals(shares, counts)
    return [total for total in candidates if _fits(total, _by_occupation(total, shares, counts))]


def _fits(total: int, of: dict[str, range]) -> bool:
    return all(of.values()) and _sum(of, 0) <= total


def _sum(of: dict[str, range], end: int) -> int:
    return sum(found[end] for found in of.values())


def _possible(total: int, shares: pd.DataFrame, counts: dict[str, set[int]]) -> dict[str, range]:
    """`_by_occupation` where the total fits: no occupation has more than the others leave."""
    of = _by_occupation(total, shares, counts)
    room = total - _sum(of, 0)
    return {name: range(found.start, min(found.stop, found.start + room + 1)) for name, found in of.items()}


def _by_occupation(total: int, shares: pd.DataFrame, counts: dict[str, set[int]]) -> dict[str, range]:
    """Posts of each occupation out of `total`; an empty range where its figures cannot be."""
    of = {}
    for occupation, share in zip(shares.occupation, shares.interval, strict=True):
        found = bases.counts(share, total)
        before = of.get(occupation, found)
        of[occupation] = range(max(before.start, found.start), min(before.stop, found.stop))
    for occupation, printed in counts.items():
        known = range(min(printed), max(printed) + 1) if len(printed) == 1 else range(0)
        fits = len(known) == 1 and known[0] in of.get(occupation, known)
        of[occupation] = known if fits else range(0)
    return of


def _ends(name: str, values: Iterable[int]) -> dict[str, int | None]:
    values = list(values)
    return {f"{name}_low": min(values, default=None), f"{name}_high": max(values, default=None)}


def _float_ends(name: str, values: Iterable[Fraction]) -> dict[str, float | None]:
    return {end: None if value is None else float(value) for end, value in _ends(name, values).items()}


def _posts_row(ranges: list[tuple[int, int, int]]) -> dict:
    shares = [Fraction(count, total) for total, low, high in ranges for count in (low, high)]
    counts = [count for _, low, high in ranges for count in (low, high)]
    return _ends("posts", counts) | _float_ends("of_posts", [100 * share for share in shares])


def _ranks(occupation: str, printed: dict[str, Any]) -> dict:
    if occupation not in printed:
        return {"tied": [], "rank_low": None, "rank_high": None}
    share = printed[occupation]
    above = sum(other > share for other in printed.values())
    tied = [name for name, other in printed.items() if other == share and name != occupation]
    return {"tied": tied, "rank_low": above + 1, "rank_high": above + 1 + len(tied)}


def _cells(frame: pd.DataFrame, name: str, *columns: str) -> list:
    if name not in frame.index:
        return [None] * len(columns)
    cells = [frame.loc[name, column] for column in columns]
    return [None if cell is None or cell != cell else cell for cell in cells]


def _per_firm(low: int, high: int, firms_low: int | None, firms_high: int | None) -> dict:
    if firms_low is None:
        return {"per_firm_low": None, "per_firm_high": None}
    # a recruiting firm has one post at least
    least = max(Fraction(int(low), int(firms_high)), Fraction(1))
    return {"per_firm_low": float(least), "per_firm_high": float(Fraction(int(high), int(firms_low)))}


def _difficulties(figures: pd.DataFrame, occupation: str, rule: str) -> list[tuple]:
    """Printed shares in difficulty that an occupation may have: which, value, interval."""
    own = _printed(figures, "share_in_difficulty", [occupation]).query("wording == 'exact'")
    found = [("own figure", row.value, row.interval) for row in rounding.figures(own, rule).itertuples()]
    for row in _printed(figures, "share_in_difficulty", ["all"]).query("wording == 'range'").itertuples():
        for end, value in zip(ENDS, (row.value, row.value_high), strict=True):
            found.append((end, value, rounding.printed(value, row.decimals, rule)))
    return found


def _verdict(topic: str, statement: Sentence, verdict: str, condition: Sentence) -> dict:
    return {"topic": topic, "statement": statement, "verdict": verdict, "condition": condition}


def _volume_verdicts(figures: pd.DataFrame, rule: str) -> list[dict]:
    shares, counts = _shares(figures, rule), _counts(figures)
    printed, allowed = dict(zip(shares.occupation, shares.value, strict=True)), fitting_totals(figures, rule)
    rows = []
    for occupation in (name for name in counts if name in printed):
        alone = _counted_totals(shares[shares.occupation == occupation], counts)
        statement = sentence(
            "{posts} posts for {occupation:term} are {share:0%} of all posts",
            posts=max(counts[occupation]),
            occupation=occupation,
            share=printed[occupation],
        )
        condition = sentence("no total gives this share")
        if alone:
            condition = sentence("all posts together are {low} to {high}", low=alone[0], high=alone[-1])
        rows.append(_verdict("posts", statement, "consistent" if alone else "inconsistent", condition))
    statement = sentence("the {count} printed shares of posts are shares of one total", count=len(shares))
    condition = sentence("no total gives each of them a whole number of posts")
    if allowed:
        condition = sentence(
            "each is a whole number of posts for {fitting} totals from {low} to {high}; together they make "
            "{sum:0%}",
            fitting=len(allowed),
            low=allowed[0],
            high=allowed[-1],
            sum=sum(shares.value),
        )
    rows.append(_verdict("posts", statement, "consistent" if allowed else "inconsistent", condition))
    return rows


def _leading_verdicts(found: pd.DataFrame, known: pd.DataFrame, rule: str) -> list[dict]:
    row = found.set_index("reading").loc[rule]
    rows = [] if row.printed is None else [_leading_verdict(row)]
    return rows + [_next_verdict(name, row.leading, known) for name in row.tied]


def _leading_verdict(row: pd.Series) -> dict:
    held = {"low": row.of_posts_low, "high": row.of_posts_high}
    inside = row.claim_low <= row.of_posts_low and row.of_posts_high <= row.claim_high
    meets = row.claim_low <= row.of_posts_high and row.of_posts_low <= row.claim_high
    statement = sentence("posts for {leading:terms}: {printed}", leading=row.leading, printed=row.printed)
    condition = sentence("they hold {low:1} to {high:1%} of all posts", **held)
    if not meets:
        condition = sentence("the words are read more loosely: they hold {low:1} to {high:1%}", **held)
    elif row.tied:
        condition = sentence(
            "they hold {low:1} to {high:1%} of all posts; {tied:terms} have the same printed share as "
            "{last:term}",
            **held,
            tied=row.tied,
            last=row.leading[-1],
        )
    return _verdict("posts", statement, _verdict_word(inside, meets), condition)


def _verdict_word(inside: bool, meets: bool) -> str:
    return "reproduced" if inside else "consistent" if meets else "consistent only if"


def _next_verdict(occupation: str, leading: list[str], known: pd.DataFrame) -> dict:
    row = known.set_index("occupation").loc[occupation]
    statement = sentence(
        "{occupation:term} come after {leading:terms}, with {share:0%} of posts",
        occupation=occupation,
        leading=leading,
        share=row.printed_share,
    )
    condition = sentence(
        "{last:term} have no fewer posts than {occupation:term}, which equal printed shares cannot tell "
        "({low} to {high} posts each; rank {first} to {second})",
        last=leading[-1],
        occupation=occupation,
        low=row.posts_low,
        high=row.posts_high,
        first=int(row.rank_low),
        second=int(row.rank_high),
    )
    return _verdict("posts", statement, "consistent only if", condition)


def _digital_verdicts(known: pd.DataFrame) -> list[dict]:
    of = known.dropna(subset=["printed_share"]).set_index("occupation")
    if FIRST_DIGITAL not in of.index:
        return []
    first = of.loc[FIRST_DIGITAL]
    statement = sentence(
        "{occupation:term} are the first digital occupation by volume, with {share:0%} of posts",
        occupation=FIRST_DIGITAL,
        share=first.printed_share,
    )
    more = [name for name in TRANSVERSAL if name in of.index and of.printed_share[name] > first.printed_share]
    after = [name for name, before in AFTER.items() if before == FIRST_DIGITAL and name not in of.index]
    if more:
        verdict, condition = (
            "consistent only if",
            sentence(
                "{more:terms} are not counted as digital: the text of section 5.2 calls them cross-cutting, "
                "the tables that close it list them as digital",
                more=more,
            ),
        )
    elif after:
        verdict, condition = "consistent", sentence("the shares of {after:terms} are lost", after=after)
    else:
        verdict, condition = "consistent", sentence("no other digital occupation prints more")
    return [_verdict("posts", statement, verdict, condition)]


def _current_verdicts(figures: pd.DataFrame, rule: str) -> list[dict]:
    """Shares of the recruitment under way beside shares of all posts, planned or under way."""
    current = rounding.figures(_printed(figures, "share_of_current_recruitment"), rule)
    needs = _shares(figures, rule).set_index("occupation")
    rows = []
    for row in current.itertuples():
        if row.occupation in needs.index:
            need = needs.loc[row.occupation]
            statement = sentence(
                "{occupation:term} are {current:0%} of the recruitment under way and {needs:0%} of all posts",
                occupation=row.occupation,
                current=row.value,
                needs=need.value,
            )
            if row.interval.meets(need.interval):
                verdict, condition = "consistent", sentence("one base can give both")
            else:
                verdict = "consistent only if"
                condition = sentence("the two are shares of different totals: no number rounds to both")
            rows.append(_verdict("posts", statement, verdict, condition))
    return rows


def _firm_verdicts(found: pd.DataFrame, figures: pd.DataFrame, respondents: int) -> list[dict]:
    rows = [_firm_verdict(row, respondents) for row in found.itertuples()]
    shares = found.set_index("occupation").printed_share
    if not set(MOST_FIRMS) <= set(shares.index):
        return rows
    lost = figures[(figures.measure == "share_of_firms") & (figures.status == "lost")].occupation
    others = shares.drop(list(MOST_FIRMS))
    statement = sentence("{occupations:terms} concern the most firms", occupations=list(MOST_FIRMS))
    lower = others.empty or max(others) < min(shares[list(MOST_FIRMS)])
    condition = sentence(
        "the {printed} other printed shares of firms are lower; {lost} are lost",
        printed=len(others),
        lost=len(set(lost)),
    )
    if not lower:
        condition = sentence("another printed share of firms is at least as high")
    rows.append(_verdict("firms", statement, "consistent" if lower else "inconsistent", condition))
    return rows


def _firm_verdict(row: Any, respondents: int) -> dict:
    statement = sentence(
        "firms that recruit {occupation:term}: {printed}", occupation=row.occupation, printed=row.printed
    )
    if row.firms_low is not None and row.firms_low == row.firms_low:
        counts = {"low": int(row.firms_low), "high": int(row.firms_high), "base": respondents}
        condition = sentence("{low} of {base} firms, all respondents being the base assumed", **counts)
        if row.firms_low < row.firms_high:
            condition = sentence("{low} to {high} of {base} firms, the base assumed", **counts)
        return _verdict("firms", statement, "consistent", condition)
    next_to = {"below": int(row.below), "above": int(row.above), "base": respondents}
    ends = {f"{name}_share": Fraction(100 * next_to[name], respondents) for name in ("below", "above")}
    if row.wording == "approximate":
        condition = sentence(
            "another base is meant, or “about” is read more loosely: {below} of {base} firms are "
            "{below_share:1%}, {above} are {above_share:1%}",
            **next_to,
            **ends,
        )
    else:
        condition = sentence(
            "another base or rounding is meant: {below} of {base} firms are {below_share:1%}, "
            "{above} are {above_share:1%}",
            **next_to,
            **ends,
        )
    return _verdict("firms", statement, "consistent only if", condition)


def _difficulty_verdicts(found: pd.DataFrame, figures: pd.DataFrame, respondents: int, rule: str) -> list[dict]:
    own = _printed(figures, "share_in_difficulty").query("wording == 'exact'")
    rows = [_own_difficulty(row, found) for row in own.itertuples()]
    for row in _printed(figures, "share_in_difficulty", ["all"]).query("wording == 'range'").itertuples():
        lowest = sentence(
            "the lowest share of firms with difficulty in recruiting, by occupation, is {share:0%}",
            share=row.value,
        )
        highest = sentence(
            "the highest share of firms with difficulty in recruiting, by occupation, is {share:0%}",
            share=row.value_high,
        )
        for statement, end in zip((lowest, highest), ENDS, strict=True):
            interval = rounding.printed(statement.fields["share"], row.decimals, rule)
            bearing = [base for base in range(1, respondents + 1) if bases.counts(interval, base)]
            rows.append(_end_verdict(statement, found[found.end == end], bearing))
    return rows


def _own_difficulty(row: Any, found: pd.DataFrame) -> dict:
    statement = sentence(
        "{share:0%} of the firms that recruit {occupation:term} find it hard",
        share=row.value,
        occupation=row.occupation,
    )
    of = found[
        (found.occupation == row.occupation) & (found.end == "own figure") & (found.printed_share == row.value)
    ]
    if of.empty:
        condition = sentence("no count of all respondents gives the share of firms that recruit them")
        return _verdict("difficulty", statement, "not checkable", condition)
    known = of.iloc[0]
    fields = {"base": known.recruiting_low, "base_high": known.recruiting_high}
    if known.fits != "fits":
        condition = sentence("the base is not the {base} firms that recruit them", **fields)
        return _verdict("difficulty", statement, "consistent only if", condition)
    fields |= {"count": int(known.difficulty_low), "count_high": int(known.difficulty_high)}
    condition = sentence(
        "{count} of {base} firms, if those that recruit them are counted on all respondents", **fields
    )
    if fields["base"] < fields["base_high"] or fields["count"] < fields["count_high"]:
        condition = sentence("{count} to {count_high} of {base} to {base_high} firms", **fields)
    return _verdict("difficulty", statement, "consistent", condition)


def _end_verdict(statement: Sentence, known: pd.DataFrame, bearing: list[int]) -> dict:
    printing = list(known.occupation[known.fits == "fits"])
    if printing:
        condition = sentence(
            "a whole number of the recruiting firms of {printing:terms} gives it", printing=printing
        )
        return _verdict("difficulty", statement, "consistent", condition)
    condition = sentence(
        "the {share:0%} belong to an occupation whose number of recruiting firms is not printed "
        "({bearing:options} would give them), or are rounded more coarsely; {known:terms} cannot give them, "
        "with all respondents as base",
        share=statement.fields["share"],
        bearing=bearing,
        known=list(known.occupation),
    )
    return _verdict("difficulty", statement, "consistent only if", condition)


def _growth_verdicts(
    against: pd.DataFrame, survey: pd.DataFrame, respondents: int, wordings: pd.DataFrame, rule: str
) -> list[dict]:
    """The growth of staff that some firms foresee, beside all posts as a percentage of that staff.

    The shares of firms are judged elsewhere; here, whether the posts go with them.
    """
    bands = survey[(survey.question == "staff_growth") & survey.item.isin(BANDS) & (survey.status == "printed")]
    twin = against[against.group == STAFF[0]]
    if twin.empty or twin.posts_low.isna().all():
        return []
    growth = {"low": twin.growth_low.iloc[0], "high": twin.growth_high.iloc[0]}
    rows = []
    for row in _read(bands, wordings, rule).assign(printed=as_printed(bands)).itertuples():
        counts = bases.counts(row.interval, respondents)
        verdict = _growth_verdict(growth, BANDS[row.item], row.interval, counts, respondents)
        rows.append(_verdict("staff", _growth_statement(row), *verdict))
    return rows


def _growth_statement(row: Any) -> Sentence:
    said = {"horizon": row.horizon, "printed": row.printed}
    if row.item == "double_or_more":
        return sentence(
            "the posts needed go with the staff growth foreseen (firms that foresee at least twice the "
            "digital-twin staff {horizon:term}: {printed})",
            **said,
        )
    return sentence(
        "the posts needed go with the staff growth foreseen (firms that foresee over {threshold:0%} more "
        "digital-twin staff {horizon:term}: {printed})",
        threshold=BANDS[row.item],
        **said,
    )


def _growth_verdict(
    growth: dict, threshold: int, share: Interval, counts: list[int], respondents: int
) -> tuple[str, Sentence]:
    # firms of one size, a share s of which grow by g and none of which shrinks, grow by s x g at least
    if not counts:
        return "not checkable", sentence(
            "shares of firms bound no total: all posts are {low:1} to {high:1%} of the current staff, and "
            "firms of one size, none shrinking, would call for {least:0%} at least",
            **growth,
            least=_rounded_down(share.low * threshold / 100),
        )
    return "not checkable", sentence(
        "shares of firms bound no total: all posts are {low:1} to {high:1%} of the current staff; if all firms "
        "are of one size and none shrinks, {count} of {base} call for {least:0%} at least",
        **growth,
        count=min(counts),
        base=respondents,
        least=_rounded_down(Fraction(min(counts) * threshold, respondents)),
    )


def _rounded_down(bound: Fraction) -> int:
    """A lower bound in whole percent: rounded up, it would claim more than it holds."""
    return math.floor(bound)
