"""Long lists of the study, counted: what is listed beside what is stated, marks, skills, overlaps.

A count is of printed rows. Where the reading of a mark or of a line is in doubt, the declared alternatives
make it an interval: the low end counts what every declared reading has, the high end what any of them has.
"""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any

import pandas as pd

from helpers.statistics.ordering import together
from helpers.statistics.sentences import Amount, Sentence, sentence

SKILLS = ("behavioural", "organisational", "technical")
MEANINGS = ("emerging", "transforming", "in_tension", "other_title")
OCCUPATION = ["sector", "title"]
"""What identifies an occupation: a title may stand in several families, and in both sectors."""

# The text names these occupations as emerging or transforming: it settles a doubtful mark that can be read so.
NAMED_AS = ("emerging", "transforming")

WHERE = ("both", "first only", "second only")
NAMED_AND_MARKED = ("named and marked", "named only", "marked only")
"""Words of `overlap` for occupations named in the text and marked in the tables."""

DIMENSIONS = tuple(f"dimension_{number}" for number in range(1, 6))
"""Lists of `named` that are the five dimensions of section 5.1."""


# A member that is certain, doubtful, or absent: whether it belongs to the list.
MEMBERSHIP = {True: (True,), False: (True, False), None: (False,)}

# The tilde of the synthesis table, and "une soixantaine".
SYNONYMS = {"~": "about", "some": "roughly"}

WAYS = ("use cases", "details", "use cases and details", "blocks", "blocks, use cases and details")
"""Ways in which the lines of a list of use cases may have been counted."""


def counted(frame: pd.DataFrame, by: str | list[str], complete: bool = False) -> pd.DataFrame:
    """One row a combination of `by` that occurs, in order of appearance: `count` of rows.

    Missing values are a group of their own. With `complete`, combinations of occurring values that never
    meet have a row too, with count 0.
    """
    by = [by] if isinstance(by, str) else list(by)
    sizes = frame.groupby(by, sort=False, dropna=False).size()
    if complete and len(by) > 1:
        values = [frame[name].drop_duplicates() for name in by]
        sizes = sizes.reindex(pd.MultiIndex.from_product(values, names=by), fill_value=0)
    return sizes.rename("count").reset_index()


def lengths(
    offers: pd.DataFrame,
    actions: pd.DataFrame,
    occupation_dimensions: pd.DataFrame,
    skills: pd.DataFrame,
) -> dict[str, int]:
    """Length of each list that the study states and this wave's tables hold, by the name of the list."""
    return {
        "job_offers": len(offers),
        "actions": len(actions),
        "challenges": actions.challenge.nunique(),
        "dimensions": occupation_dimensions.dimension.nunique(),
        "skill_levels": sum(str(column).startswith("level_") for column in skills),
    }


def stated_lists(
    stated: pd.DataFrame,
    wordings: pd.DataFrame,
    recounted: Mapping[str, int] | None = None,
    otherwise: Mapping[str, tuple[int, Sentence]] | None = None,
) -> pd.DataFrame:
    """One row a stated length of a list, in the order of the study: what it stands for, beside those listed.

    `recounted` takes the place of the table's own `listed`; `otherwise` gives another way of counting a list
    and says it. A list longer than stated is inconsistent with it; a shorter one may leave some out. Where
    the text only names examples (`extent`), their number says nothing.
    """
    rows = []
    for row in stated.to_dict("records"):
        low, high = _whole(row, row["stated"], row["stated_high"], wordings)
        listed = (recounted or {}).get(row["list"], row["listed"])
        listed = None if pd.isna(listed) else int(listed)
        judged = _judged(low, high, row, listed, (otherwise or {}).get(row["list"]))
        if listed is not None and row.get("extent") == "examples":
            judged = "not checkable", sentence("only examples are named")
        kept = {name: row[name] for name in ("list", "label_en", "label_fr", "stated")}
        kept |= {"printed": _said(row, row["stated"]), "stated_low": low, "stated_high": high, "listed": listed}
        rows.append(kept | {"verdict": judged[0], "condition": judged[1], "place": row["place"]})
    found = pd.DataFrame(rows)
    return found.iloc[_in_reading_order(found.place)].reset_index(drop=True)


def _in_reading_order(places: pd.Series) -> list[int]:
    """Rows by their place in the study: sections by their number, then annexes; a place all together."""
    parts = [place.partition(",")[0] for place in places]
    first = {place: number for number, place in reversed(list(enumerate(places)))}
    keys = [(part.startswith("annex"), part, first[place]) for part, place in zip(parts, places, strict=True)]
    return sorted(range(len(keys)), key=keys.__getitem__)


def words_read(wordings: pd.DataFrame, phrases: Iterable[str | None]) -> Sentence | str:
    """How the words that hedge the stated numbers of a table are read: of two, why one is held closer."""
    said = {SYNONYMS.get(phrase, phrase) for phrase in phrases}
    about, some = (100 * (_factor(word, wordings)[1] - 1) for word in ("about", "roughly"))
    read = []
    if "about" in said:
        read.append(
            sentence(
                "“About”, a tilde in the synthesis table, stands before a figure: it is read as {about:0%} "
                "either side.",
                about=about,
            )
        )
    if "roughly" in said:
        read.append(
            sentence(
                "“Some”, the French ending -aine, makes a round number: it is read as {some:0%} either side.",
                some=some,
            )
        )
    return reduce(lambda first, last: sentence("{said} {more}", said=first, more=last), read) if read else ""


def lines_by_level(use_cases: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Lines of the sheets `counted` by level, use cases first, and by sector, as the study's table has them."""
    found = counted(use_cases, ["level", "sector"])
    order = {sector: place for place, sector in enumerate(dict.fromkeys(stated.sector))}
    ranked = found.assign(detail=found.level != "use case", rank=found.sector.map(order))
    return ranked.sort_values(["detail", "rank"], kind="stable")[["level", "sector", "count"]]


BLOCKS = sentence("A block is a group of lines that the first column of a sheet’s table gives one name.")
"""What is counted as a block, where a table shows their number."""


def sectors_as_sheets(use_cases: pd.DataFrame) -> dict[str, tuple[int, Sentence]]:
    """The main sectors counted as the sheets of use cases do, for `stated_lists`."""
    said = sentence("those that share a sheet of use cases are counted as one")
    return {"main_sectors": (use_cases.sector.nunique(), said)}


def synthesis_rows(sectors: pd.DataFrame) -> pd.DataFrame:
    """One row a row of the study's synthesis by sector; sectors that share one are its `sector` together.

    `use_cases_printed` is the number with its hedge; `promising` names the horizons, of each sector where
    theirs differ.
    """
    shared = sectors.groupby("group", sort=False)
    found = shared.first().reset_index(names="sector_together")
    return found.assign(
        sector=found.pop("sector_together"),
        use_cases_printed=[_hedged(row) for row in found.to_dict("records")],
        promising=[_promising(rows) for _, rows in shared],
    )


def _hedged(row: dict[str, Any]) -> Sentence:
    amount = Amount("count", row["use_cases_stated"])
    return sentence("{phrase:term} {amount:amount}", phrase=row["use_cases_phrase"], amount=amount)


def _promising(rows: pd.DataFrame) -> Sentence:
    """The horizons at which sectors are promising: once where they share them, else after each sector."""
    if rows.horizon_printed.nunique() == 1:
        return sentence("{horizon:term}", horizon=rows.horizon_printed.iloc[0])
    said = [
        sentence("{sector:term}: {horizon:term}", sector=row.sector, horizon=row.horizon_printed)
        for row in rows.itertuples()
    ]
    return reduce(lambda one, other: sentence("{first}; {more}", first=one, more=other), said)


def use_cases_stated(use_cases: pd.DataFrame, stated: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """One row a stated number of use cases, sector by sector: the number it stands for, beside those listed.

    `use_cases_low` to `use_cases_high` lets each doubtful line be of either level. The lists are of the main
    use cases, so a shorter one is consistent if it leaves some out; a longer one only if counted otherwise.
    """
    rows = []
    for row in stated.to_dict("records"):
        lines = use_cases[use_cases.sector == row["sector"]]
        ways = _ways(lines)
        low, high = _whole(row, row["value"], row["value_high"], wordings)
        # "detailed in all" cannot be the use cases alone
        main = WAYS[2] if row["counts"] == "detailed" else WAYS[0]
        verdict, condition = _use_case_verdict(row, (low, high), main, ways, stated)
        if verdict == "inconsistent" and (once := _counted_once(lines, high)) is not None:
            verdict, condition = "consistent only if", once
        kept = {name: row[name] for name in ("sector", "counts", "place")}
        kept |= {
            "printed": _said(row, row["value"]),
            "stated": row["value"],
            "stated_low": low,
            "stated_high": high,
            "use_cases": ways[WAYS[0]][0],
        }
        kept |= {"use_cases_low": ways[WAYS[0]][1], "use_cases_high": ways[WAYS[0]][2]}
        kept |= {"with_details": _with_details(lines)}
        kept |= {"details": ways[WAYS[1]][0], "lines": ways[WAYS[2]][0], "blocks": ways[WAYS[3]][0]}
        rows.append(kept | {"verdict": verdict, "condition": condition})
    return together(pd.DataFrame(rows), "sector")


def _with_details(lines: pd.DataFrame) -> int:
    """How many use cases of a sheet have details under them."""
    return lines.parent_order.dropna().nunique()


def use_case_sums(use_cases: pd.DataFrame, stated: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """One row a place that states use cases of every sector: the sum it states, beside the lines listed.

    `source` is the synthesis table or the sector sheets. Sums may agree by chance where sectors do not.
    """
    found = use_cases_stated(use_cases, stated[stated.counts == "identified"], wordings)
    source = found.place.str.contains("synthesis table").map({True: "synthesis table", False: "sector sheet"})
    rows = []
    for name, group in found.groupby(source, sort=False):
        once = group.drop_duplicates("sector")
        stated_ends = {"stated_low": int(once.stated_low.sum()), "stated_high": int(once.stated_high.sum())}
        listed = {name: int(once[name].sum()) for name in ("use_cases", "details", "lines")}
        rows.append({"source": name, "sectors": len(once), **stated_ends, **listed})
    return pd.DataFrame(rows)


def hardest(actions: pd.DataFrame) -> Sentence:
    """How many actions are rated most complex, and under which challenges."""
    most = actions[actions.complexity == actions.complexity.max()]
    fields = {
        "n": len(actions),
        "challenges": actions.challenge.nunique(),
        "hard": len(most),
        "names": _quoted(dict.fromkeys(most.challenge)),
    }
    if most.challenge.nunique() == 1:
        return sentence(
            "Of {n} actions on {challenges} challenges, {hard} {hard:is|are} rated most complex, all under "
            "{names:sentences}.",
            **fields,
        )
    return sentence(
        "Of {n} actions on {challenges} challenges, {hard} {hard:is|are} rated most complex, under "
        "{names:sentences}.",
        **fields,
    )


def graded(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts by `complexity` with `grade`: the code, and for its ends what they mean."""
    least, most = counts.complexity.min(), counts.complexity.max()
    said = {least: sentence("{code} (least)", code=int(least)), most: sentence("{code} (most)", code=int(most))}
    grades = [said.get(code, sentence("{code}", code=int(code))) for code in counts.complexity]
    return counts.assign(grade=pd.Series(grades, index=counts.index, dtype=object))


def zones(sources: pd.DataFrame) -> pd.DataFrame:
    """Sources by area, those of which none is printed last."""
    found = counted(sources, "zone").sort_values("zone", key=lambda zone: zone.isna(), kind="stable")
    named = [sentence("{word:term}", word="not stated") if pd.isna(zone) else zone for zone in found.zone]
    return found.assign(zone=pd.Series(named, index=found.index, dtype=object))


def interviewed(people: pd.DataFrame) -> Sentence:
    """Which stated numbers of people agree with the names listed, from `interviews` in one language."""
    held, unknown = (people[people.verdict == word].label for word in ("reproduced", "not checkable"))
    said = sentence(
        "Of {n} stated numbers of people interviewed, {held:none agrees|# agrees|# agree} with the names "
        "listed and {unknown:all can|# cannot|# cannot} be checked",
        n=len(people),
        held=len(held),
        unknown=len(unknown),
    )
    if unknown.empty:
        return sentence("{said}.", said=said)
    return sentence("{said}: {others:sentences}.", said=said, others=_quoted(unknown))


def read_most(kinds: pd.DataFrame) -> Sentence:
    """The commonest kind of source, of `counted` in one language."""
    top = kinds.loc[kinds["count"].idxmax()]
    return sentence(
        "The commonest kind of the {n} sources is “{kind:name}” ({most}).",
        n=int(kinds["count"].sum()),
        kind=top.kind,
        most=int(top["count"]),
    )


def _quoted(names: Iterable[str]) -> list[Sentence]:
    return [sentence("“{name:name}”", name=name) for name in names]


def interviews(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a stated number of people interviewed, by phase and kind: its verdict against the list.

    The number for all is also held against the sum of the others.
    """
    parts = frame[frame.phase != "all"].stated.sum()
    rows = []
    for row in frame.to_dict("records"):
        listed = None if pd.isna(row["listed"]) else int(row["listed"])
        verdict, condition = _judged(int(row["stated"]), int(row["stated"]), {"wording": "exact"}, listed, None)
        if row["phase"] == "all" and verdict == "reproduced":
            condition = sentence("as many are listed, and the parts add up to {sum}", sum=int(parts))
            if parts != row["stated"]:
                verdict = "inconsistent"
                condition = sentence("as many are listed, but the parts add up to {sum}", sum=int(parts))
        rows.append(row | {"listed": listed, "verdict": verdict, "condition": condition})
    return pd.DataFrame(rows)


def declared_readings(marks: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """One row a mark: `meanings` of its declared reading, `alternatives` of another, if any.

    `signs` are its signs as they came through, `place` is the table it stands in, and `rows` counts the rows
    that bear it (a mark read as a whole is not counted sign by sign).
    """
    places = occupations.groupby("sector").place.first()
    whole = set(marks[["sector", "mark"]][marks.scope == "sequence"].itertuples(index=False, name=None))
    bearing = occupations.dropna(subset=["marks"])
    borne = [
        (sector, mark)
        for sector, cell in zip(bearing.sector, bearing.marks, strict=True)
        for mark in ([cell] if (sector, cell) in whole else dict.fromkeys(cell.split()))
    ]
    return marks.assign(
        signs=[signs([cell]) for cell in marks.mark],
        meanings=[_split(cell) for cell in marks.meaning],
        alternatives=[_split(cell) for cell in marks.alternative],
        place=marks.sector.map(places),
        rows=[borne.count(key) for key in zip(marks.sector, marks.mark, strict=True)],
    )


def signs(cells: Iterable[str]) -> list[str]:
    """The signs of the marks of an occupation, a cell that repeats taken once: words of the catalogue."""
    return [f"sign {sign}" for cell in dict.fromkeys(cells) for sign in cell.split()]


def _split(cell: str | None) -> list[str]:
    return cell.split(";") if isinstance(cell, str) else []


def read_marks(
    occupations: pd.DataFrame, marks: pd.DataFrame, matches: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row a printed occupation and a meaning that its marks may have.

    `read` says whether the declared reading has it, `certain` whether every declared reading has it. With
    `matches`, an occupation that the text names as emerging or transforming keeps only readings that say so;
    `settled` says that the meaning is certain for that reason alone. Raises ValueError where a mark has no
    declared reading.
    """
    declared = {(row.sector, row.scope, row.mark): _readings(row) for row in marks.itertuples()}
    named = _named_as(matches)
    rows = []
    for row in occupations.dropna(subset=["marks"]).to_dict("records"):
        units = _units(row, declared)
        said = named.get((row["sector"], row["title"]), frozenset())
        kept = [_settled(readings, said) for readings in units]
        first = frozenset().union(*(readings[0] for readings in kept))
        certain, declared_so = _in_every(kept), _in_every(units)
        possible = frozenset().union(*(meaning for readings in kept for meaning in readings))
        for meaning in (name for name in MEANINGS if name in possible):
            found = {"meaning": meaning, "read": meaning in first, "certain": meaning in certain}
            found["settled"] = meaning in certain - declared_so
            rows.append({name: row[name] for name in ("order", *OCCUPATION, "family")} | found)
    columns = ["order", *OCCUPATION, "family", "meaning", "read", "certain", "settled"]
    return pd.DataFrame(rows, columns=columns)


def mark_counts(occupations: pd.DataFrame, readings: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """One row a group of occupations and a meaning of the marks: `count` as read, `count_low`, `count_high`.

    `by` names columns of `occupations` (`sector`, `family`); every group has a row for every meaning.
    """
    by = list(by)
    carried = readings[["order", "meaning", "read", "certain"]].merge(
        occupations.drop(columns=["marks"]), on="order", validate="many_to_one"
    )
    rows = []
    for key in _groups(occupations, by):
        of = carried[_in_group(carried, by, key)]
        for meaning in MEANINGS:
            rows.append(
                dict(zip(by, key, strict=True)) | {"meaning": meaning} | _count(of[of.meaning == meaning])
            )
    return pd.DataFrame(rows)


def flag_counts(occupations: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """One row a group of occupations: rows, marked rows, rows in bold, and rows with each skill ticked.

    `all_three` and `no_skill` count the rows with every skill ticked and with none.
    """
    by = list(by)
    rows = []
    for key in _groups(occupations, by):
        of = occupations[_in_group(occupations, by, key)]
        ticked = of[list(SKILLS)].astype(bool)
        totals = {"rows": len(of), "marked": int(of.marks.notna().sum()), "bold": int(of.bold.sum())}
        totals |= {skill: int(ticked[skill].sum()) for skill in SKILLS}
        totals |= {"all_three": int(ticked.all(axis=1).sum()), "no_skill": int((~ticked.any(axis=1)).sum())}
        rows.append(dict(zip(by, key, strict=True)) | totals)
    return pd.DataFrame(rows)


def marks_by_skill(occupations: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """One row a meaning of the marks and a skill: rows that have both, `count` as read, `count_low` to `_high`.

    Then the rows with any mark and with none, which are not in doubt. `of` counts the rows with that mark, as
    read, `of_low` to `of_high`.
    """
    ticked = occupations.set_index("order")
    groups = {meaning: readings[readings.meaning == meaning] for meaning in MEANINGS}
    for name, has in (("any mark", ticked.marks.notna()), ("no mark", ticked.marks.isna())):
        groups[name] = pd.DataFrame({"order": ticked.index[has], "read": True, "certain": True})
    rows = []
    for meaning, carried in groups.items():
        for skill in SKILLS:
            both = carried[ticked.loc[carried.order, skill].to_numpy(dtype=bool)]
            of = {name.replace("count", "of"): number for name, number in _count(carried).items()}
            rows.append({"meaning": meaning, "skill": skill} | _count(both) | of)
    return pd.DataFrame(rows)


def mark_verdicts(
    readings: pd.DataFrame, matches: pd.DataFrame, occupations: pd.DataFrame, language: str = "fr"
) -> pd.DataFrame:
    """One row a statement of the text on the marks: its verdict and why, or on what condition.

    Do the occupations that it names as emerging or transforming bear that mark, and do transforming ones
    have a skill ticked, as the legend says? Titles are in the reader's `language`.
    """
    named = [_named_verdict(meaning, readings, matches, occupations, language) for meaning in NAMED_AS]
    return pd.DataFrame([*named, _skilled_verdict(readings, occupations)])


def _named_verdict(
    meaning: str, readings: pd.DataFrame, matches: pd.DataFrame, occupations: pd.DataFrame, language: str
) -> dict:
    """Do the occupations that the text names so bear that mark?

    A mark that is read so because the text says it does not bear the text out: the two agree on a condition.
    """
    of = _named_so(meaning, matches)
    found = readings[readings.meaning == meaning]
    certain = carriers(readings, meaning).set_index(OCCUPATION).certain
    sure = all(bool(certain.get(tuple(key), True)) for key in of[OCCUPATION].to_numpy())
    missing = named_unmarked(meaning, readings, matches, occupations, language)
    held = _borne(of, found[found.certain & ~found.settled])
    if missing:
        said = sentence(
            "{n:the mark|the marks} of {missing:sentences} {n:is|are} misprinted or misread",
            n=len(missing),
            missing=[sentence("{title:name} ({read:terms})", **one) for one in missing],
        )
        verdict = "consistent only if"
    elif not sure:
        said = sentence("the marks in doubt are those of the declared reading")
        verdict = "consistent only if"
    elif not held.all():
        said = sentence(
            "the marks in doubt, those of {doubtful} of {count}, are read as the text says",
            doubtful=int((~held).sum()),
            count=len(held),
        )
        verdict = "consistent only if"
    else:
        verdict, said = "reproduced", sentence("all of them bear the mark")
    titles = list(_titles(of, occupations, language).values())
    statement = Sentence(NAMED[meaning], {"count": len(held), "titles": titles})
    return {"statement": statement, "verdict": verdict, "condition": said}


NAMED = {
    "emerging": sentence("{count} occupations are named as emerging: {titles:names}").template,
    "transforming": sentence("{count} occupations are named as transforming: {titles:names}").template,
}
"""The statement of the text on each meaning of `NAMED_AS`."""


def _named_so(meaning: str, matches: pd.DataFrame) -> pd.DataFrame:
    """The matches of the occupations that the text names so, but for doubtful ones."""
    return matches[(matches.list == meaning) & (matches.match != "doubtful")]


def _titles(named: pd.DataFrame, occupations: pd.DataFrame, language: str) -> dict[str, str]:
    """By name in the text, the title of the first occupation that it matches, in a language."""
    shown = occupations.drop_duplicates(OCCUPATION).set_index(OCCUPATION)
    first = named.drop_duplicates("occupation_fr").set_index("occupation_fr")
    keys = {name: tuple(key) for name, key in zip(first.index, first[OCCUPATION].to_numpy(), strict=True)}
    return {name: shown.title_en[key] if language == "en" else key[1] for name, key in keys.items()}


def named_unmarked(
    meaning: str, readings: pd.DataFrame, matches: pd.DataFrame, occupations: pd.DataFrame, language: str = "fr"
) -> list[dict[str, Any]]:
    """The occupations that the text names so and no row marks so: `title`, and how their marks `read`."""
    of = _named_so(meaning, matches)
    borne = _borne(of, readings[readings.meaning == meaning])
    titles = _titles(of, occupations, language)
    found = []
    for name in borne.index[~borne]:
        mine = readings[readings.read].merge(of[of.occupation_fr == name][OCCUPATION])
        read = list(dict.fromkeys(mine.meaning))
        found.append({"title": titles[name], "read": read or ["no mark"]})
    return found


def _borne(named: pd.DataFrame, marked: pd.DataFrame) -> pd.Series:
    """By name in the text: does an occupation of that name stand among these marked rows?"""
    bearing = set(marked[OCCUPATION].itertuples(index=False, name=None))
    borne = [key in bearing for key in named[OCCUPATION].itertuples(index=False, name=None)]
    return pd.Series(borne, index=named.occupation_fr, dtype=bool).groupby(level=0).any()


def _skilled_verdict(readings: pd.DataFrame, occupations: pd.DataFrame) -> dict:
    """Has every row marked as transforming a skill ticked? Other rows have too, which the verdict tells."""
    ticked = occupations.set_index("order")[list(SKILLS)].astype(bool).any(axis=1)
    orders = readings.order[(readings.meaning == "transforming") & readings.read]
    others = ticked.drop(orders)
    statement = sentence("every occupation marked as transforming has a skill ticked")
    if not ticked[orders].all():
        return {"statement": statement} | _misread(ticked[orders])
    said = sentence(
        "all {count} rows read so have one; so have {also} of the {rest} other rows",
        count=len(orders),
        also=int(others.sum()),
        rest=len(others),
    )
    return {"statement": statement, "verdict": "consistent", "condition": said}


def _misread(holds: pd.Series) -> dict:
    said = sentence(
        "the mark of {missing} of {count} is misprinted or misread",
        missing=int((~holds).sum()),
        count=len(holds),
    )
    return {"verdict": "consistent only if", "condition": said}


HELD = ("in every reading", "as declared, in doubt", "in the other reading only")
"""How certain it is that an occupation bears a mark, of `carriers`."""


def carriers(readings: pd.DataFrame, meaning: str) -> pd.DataFrame:
    """One row an occupation (sector, title) whose marks may have this meaning: is it `certain`, `read` so?

    `held` says it in words. Those that have it only in the other reading come last in their sector.
    """
    of = readings[readings.meaning == meaning]
    found = of.groupby(OCCUPATION, sort=False)[["certain", "read"]].any().reset_index()
    found["held"] = [
        HELD[0 if certain else 1 if read else 2]
        for certain, read in zip(found.certain, found.read, strict=True)
    ]
    sectors = list(dict.fromkeys(found.sector))
    order = (found.held == HELD[2]) + 2 * found.sector.map(sectors.index)
    return found.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def held_counts(carried: pd.DataFrame) -> dict[str, int]:
    """Occupations of `carriers` that have the meaning `certain`ly, as `declared`, in some reading (`all`)."""
    return {"certain": int(carried.certain.sum()), "declared": int(carried.read.sum()), "all": len(carried)}


def marked(occupations: pd.DataFrame) -> pd.DataFrame:
    """One row an occupation (sector, title) with a mark in some family; all are `certain`."""
    return occupations.dropna(subset=["marks"])[OCCUPATION].drop_duplicates().assign(certain=True)


def named(matches: pd.DataFrame, lists: Iterable[str]) -> pd.DataFrame:
    """One row an occupation (sector, title) that these lists of the text name: `certain`, `names` as printed.

    It is certain unless every match is doubtful.
    """
    of = matches[matches.list.isin(list(lists))]
    groups = of.groupby(OCCUPATION, sort=False)
    found = groups.agg(match=("match", list), names=("occupation_fr", lambda names: list(dict.fromkeys(names))))
    certain = [any(match != "doubtful" for match in made) for made in found.match]
    return found.assign(certain=certain).drop(columns="match").reset_index()[[*OCCUPATION, "certain", "names"]]


def overlap(
    first: pd.DataFrame,
    second: pd.DataFrame,
    words: tuple[str, str, str] = WHERE,
    key: Iterable[str] = OCCUPATION,
) -> pd.DataFrame:
    """One row a member of either list, in order of appearance: `where` it stands, and is that `certain`?

    Both frames hold `key` and `certain`, a member once; `words` say: in both, in the first only, in the
    second only. `in_first` and `in_second` keep each list's `certain`, empty where the member is not in it.
    """
    key = list(key)
    lists = [frame.set_index(key).certain.astype(bool).to_dict() for frame in (first, second)]
    for frame, found in zip((first, second), lists, strict=True):
        assert len(frame) == len(found), "a list to compare holds a member twice"
    rows = []
    for member in dict.fromkeys([*lists[0], *lists[1]]):
        a, b = (found.get(member) for found in lists)
        where = words[2] if a is None else words[1] if b is None else words[0]
        row = dict(zip(key, member if len(key) > 1 else [member], strict=True))
        rows.append(row | {"where": where, "certain": False not in (a, b), "in_first": a, "in_second": b})
    found = pd.DataFrame(rows, columns=[*key, "where", "certain", "in_first", "in_second"])
    return found.sort_values(
        "where", key=lambda column: column.map(words.index), kind="stable", ignore_index=True
    )


def overlap_counts(found: pd.DataFrame, words: tuple[str, str, str] = WHERE) -> pd.DataFrame:
    """One row a place that members of two lists may stand in: `count`, `count_low` to `count_high`.

    A doubtful member of a list may not be one: a member of both may then be in one only.
    """
    ends = zip(found.in_first, found.in_second, strict=True)
    possible = [set(product(MEMBERSHIP[a], MEMBERSHIP[b])) for a, b in ends]
    rows = []
    for word, place in zip(words, ((True, True), (True, False), (False, True)), strict=True):
        count = int((found["where"] == word).sum())
        sure, open_to = (sum(p == {place} for p in possible), sum(place in p for p in possible))
        rows.append({"where": word, "count": count, "count_low": sure, "count_high": open_to})
    return pd.DataFrame(rows)


def between(counts: pd.DataFrame) -> list[str]:
    """The column of a table of counts for their ends; none where doubt changes no count."""
    doubtful = (counts.count_low < counts["count"]) | (counts.count_high > counts["count"])
    return ["count_between"] if doubtful.any() else []


def described(found: pd.DataFrame, occupations: pd.DataFrame) -> pd.DataFrame:
    """`found`, a row an occupation (sector, title), with its English title, families, and marks as printed."""
    groups = occupations.groupby(OCCUPATION, sort=False)
    titles = groups.agg(
        title_en=("title_en", "first"),
        families=("family", list),
        families_en=("family_en", list),
        marks=("marks", lambda cells: [cell for cell in cells if isinstance(cell, str)]),
    )
    titles["signs"] = titles.marks.map(signs)
    return found.merge(titles.reset_index(), on=OCCUPATION, how="left", validate="many_to_one")


def _said(row: dict, value: Any) -> Sentence:
    """A stated number in the study's words."""
    if row["wording"] == "approximate":
        return sentence(
            "{phrase:term} {value}", phrase=SYNONYMS.get(row["phrase"], row["phrase"]), value=int(value)
        )
    return sentence("{value}", value=int(value))


def _whole(row: dict, value: Any, high: Any, wordings: pd.DataFrame) -> tuple[int, int]:
    """The lowest and highest whole number that a stated count stands for."""
    value = Fraction(int(value))
    if row["wording"] == "approximate":
        low, top = _factor(SYNONYMS.get(row["phrase"], row["phrase"]), wordings)
        return math.ceil(value * low), math.floor(value * top)
    if row["wording"] == "bound":
        raise ValueError(f"a stated length that is only a bound ({row['phrase']} {value}) is not handled")
    return int(value), int(value if pd.isna(high) else high)


def _factor(phrase: str, wordings: pd.DataFrame) -> tuple[Fraction, Fraction]:
    """What a number that this word hedges is multiplied by, at least and at most."""
    words = wordings[(wordings.wording == phrase) & (wordings.measure == "factor")]
    if words.empty:
        raise ValueError(f"the table of wordings has no factor for {phrase!r}")
    return Fraction(words.low.iloc[0]), Fraction(words.high.iloc[0])


def _judged(
    low: int, high: int, row: dict, listed: int | None, other: tuple[int, Sentence] | None
) -> tuple[str, Sentence]:
    """Verdict on a stated length of a list."""
    if listed is None:
        return "not checkable", sentence("the list is not printed, or cannot be told apart from another")
    if low == listed == high or listed == row.get("stated", row.get("value")):
        return "reproduced", sentence("as many are listed")
    if low <= listed <= high:
        return "consistent", sentence("the words allow {low} to {high}", low=low, high=high)
    if other is not None and low <= other[0] <= high:
        return "consistent only if", other[1]
    if listed < low:
        return "consistent only if", _left_out(low - listed, high - listed)
    if row["wording"] == "approximate":
        return "consistent only if", sentence("the words are read more loosely")
    return "inconsistent", sentence("{more} more are listed", more=listed - high)


def _left_out(low: int, high: int) -> Sentence:
    if low == high:
        return sentence("the list leaves out {missing}", missing=low)
    return sentence("the list leaves out {low} to {high}", low=low, high=high)


def _ways(lines: pd.DataFrame) -> dict[str, tuple[int, int, int]]:
    """Number of lines of a sector by each way of counting: as read, lowest, highest."""
    doubtful = int((lines.certainty != "high").sum())
    blocks = len(lines[["subsector", "block"]].drop_duplicates())
    counts = {}
    for way, level in ((WAYS[0], "use case"), (WAYS[1], "detail")):
        of = lines[lines.level == level]
        sure = int((of.certainty == "high").sum())
        counts[way] = (len(of), sure, sure + doubtful)
    counts[WAYS[2]] = (len(lines),) * 3
    counts[WAYS[3]] = (blocks,) * 3
    counts[WAYS[4]] = (blocks + len(lines),) * 3
    return counts


def _use_case_verdict(
    row: dict, ends: tuple[int, int], main: str, ways: dict, stated: pd.DataFrame
) -> tuple[str, Sentence]:
    low, high = ends
    count, least, most = ways[main]
    if low <= count <= high:
        return _judged(low, high, row, count, None)
    if least <= high and low <= most:
        said = sentence(
            "doubtful lines are read otherwise ({least} to {most} use cases)", least=least, most=most
        )
        return "consistent only if", said
    others = [way for way in WAYS if way != main and low <= ways[way][0] <= high]
    if others:
        return "consistent only if", sentence("{way:term} are counted", way=others[0])
    if count < low:
        return "consistent only if", _shorter(ends, main, ways)
    if row["wording"] == "approximate":
        way, found = min(((way, ways[way][0]) for way in WAYS), key=lambda pair: abs(pair[1] - row["value"]))
        said = sentence(
            "the words are read more loosely and {way:term} are counted ({count})", way=way, count=found
        )
        return "consistent only if", said
    return "inconsistent", _no_way(row, ways, stated)


def _counted_once(lines: pd.DataFrame, stated: int) -> Sentence | None:
    """How several lists of a sector may come to fewer use cases: some stand in more than one of them."""
    lists = lines[lines.level == "use case"].groupby("subsector").size()
    if len(lists) < 2 or not lists.max() <= stated <= lists.sum():
        return None
    fields = {"lists": len(lists), "count": int(lists.sum()), "common": int(lists.sum()) - stated}
    if len(lists) == 2:
        return sentence(
            "{common} of the {count} use cases stand in both lists and are counted once",
            common=fields["common"],
            count=fields["count"],
        )
    return sentence(
        "{common} of the {count} use cases stand in more than one of the {lists} lists and are counted once",
        **fields,
    )


def _shorter(ends: tuple[int, int], main: str, ways: dict) -> Sentence:
    """How a list of main use cases may be shorter than stated: by the way of counting that lacks fewest.

    It lacks fewest where every doubtful line counts, most where none does.
    """
    below = {way: ways[way] for way in (main, *WAYS[:3]) if ways[way][0] < ends[0]}
    way = max(below, key=lambda name: below[name][0])
    _, least, most = below[way]
    low, high = max(ends[0] - most, 0), ends[1] - least
    if way == main:
        return _left_out(low, high)
    said = {"way": way, "low": low, "high": high}
    if low == high:
        return sentence("{way:term} are counted, and the list leaves out {low}", **said)
    return sentence("{way:term} are counted, and the list leaves out {low} to {high}", **said)


def _no_way(row: dict, ways: dict, stated: pd.DataFrame) -> Sentence:
    """Why no way of counting gives the stated number; whose it is, if the sector also states another."""
    listed = {"use_cases": ways[WAYS[0]][0], "blocks": ways[WAYS[3]][0]}
    own = stated[(stated.sector == row["sector"]) & (stated.counts == row["counts"])].value
    same = stated[(stated.value == row["value"]) & (stated.sector != row["sector"])].sector
    if own.nunique() > 1 and len(same):
        return sentence(
            "{use_cases} use cases are listed, in {blocks} blocks; that number is also stated for {same:terms}",
            **listed,
            same=list(dict.fromkeys(same)),
        )
    return sentence("{use_cases} use cases are listed, in {blocks} blocks", **listed)


def _readings(row: Any) -> list[frozenset[str]]:
    """The declared readings of a mark, the preferred one first."""
    cells = [row.meaning] if pd.isna(row.alternative) else [row.meaning, row.alternative]
    return [frozenset(cell.split(";")) for cell in cells]


def _units(row: dict, declared: dict) -> list[list[frozenset[str]]]:
    """The readings of each mark of a cell; a cell declared as a whole is one unit."""
    whole = declared.get((row["sector"], "sequence", row["marks"]))
    if whole:
        return [whole]
    tokens = dict.fromkeys(row["marks"].split())
    unknown = [token for token in tokens if (row["sector"], "token", token) not in declared]
    if unknown:
        raise ValueError(
            f"{row['title']} ({row['sector']}): no declared reading of {', '.join(map(repr, unknown))}"
        )
    return [declared[row["sector"], "token", token] for token in tokens]


def _named_as(matches: pd.DataFrame | None) -> dict[tuple[str, str], frozenset[str]]:
    if matches is None:
        return {}
    of = matches[matches.list.isin(NAMED_AS) & (matches.match != "doubtful")]
    return {key: frozenset(group) for key, group in of.groupby(OCCUPATION).list}


def _settled(readings: list[frozenset[str]], named: frozenset[str]) -> list[frozenset[str]]:
    """The readings of a mark that say what the text names, where one does."""
    asked = named & frozenset().union(*readings)
    return [reading for reading in readings if asked <= reading] or readings


def _in_every(units: list[list[frozenset[str]]]) -> frozenset[str]:
    """The meanings that every reading of some mark of a cell has."""
    return frozenset().union(*(frozenset.intersection(*readings) for readings in units))


def _groups(frame: pd.DataFrame, by: list[str]) -> list[tuple]:
    return list(frame[by].drop_duplicates().itertuples(index=False, name=None)) if by else [()]


def _in_group(frame: pd.DataFrame, by: list[str], key: tuple) -> pd.Series:
    inside = pd.Series(True, index=frame.index)
    for name, value in zip(by, key, strict=True):
        inside &= frame[name] == value
    return inside


def _count(of: pd.DataFrame) -> dict[str, int]:
    return {"count": int(of.read.sum()), "count_low": int(of.certain.sum()), "count_high": len(of)}
