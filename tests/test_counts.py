"""Counts of the study's lists by a second route: straight from its text, compared with the CSV files.

The files were typed in by hand. Here the text itself is parsed (table rows, X marks, bold tags, mark
characters, bullets, tick boxes), with the standard library only. Set STUDY_TEXT to the path of the text;
without it the tests that need the text are skipped and the others run.
"""

import csv
import html
import io
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[1] / "data" / "study-2023"
PACKAGE = DATA / "datapackage.json"
STUDY_TEXT = os.environ.get("STUDY_TEXT")

SECTORS = {"INGENIERIE": "engineering", "NUMERIQUE": "digital"}


CAPITALS = str.maketrans("ÀÂÇÈÉÊÎÔ", "AACEEEIO")
"""Capitals as the text mostly prints them, without the accents that the files give back."""


def rows(name: str) -> list[dict[str, str]]:
    """A data file, with the typography the files mend (apostrophes, no-break spaces) as the text prints it."""
    text = (DATA / f"{name}.csv").read_text(encoding="utf-8")
    bare = text.translate(CAPITALS).replace("’", "'").replace("\u00a0", " ")
    return list(csv.DictReader(io.StringIO(bare)))


@pytest.fixture(scope="module")
def study() -> list[str]:
    if not STUDY_TEXT:
        pytest.skip("STUDY_TEXT is not set: the study's text is not at hand")
    return Path(STUDY_TEXT).read_text(encoding="utf-8").translate(CAPITALS).splitlines()


def between(lines: list[str], start: str, end: str) -> list[str]:
    """Lines from the heading that matches `start` to the one that matches `end`, contents table aside."""
    body = next(i for i, line in enumerate(lines) if line.startswith("# 1. LES OBJECTIFS"))
    first = next(i for i in range(body, len(lines)) if re.search(start, lines[i]))
    last = next((i for i in range(first + 1, len(lines)) if re.search(end, lines[i])), len(lines))
    return lines[first:last]


def cells(line: str) -> list[str]:
    return [c.strip() for c in line.strip().strip("|").split("|")]


def plain(text: str) -> str:
    return html.unescape(re.sub(r"</?[a-z][^>]*>", "", text)).strip()


# ---------------------------------------------------------------- the files themselves


def test_every_file_is_described_and_keyed():
    package = {r["path"]: r for r in json.loads(PACKAGE.read_text(encoding="utf-8"))["resources"]}
    assert set(package) == {p.name for p in DATA.glob("*.csv")}
    for path, resource in package.items():
        with open(DATA / path, encoding="utf-8", newline="") as handle:
            header, *body = list(csv.reader(handle))
        fields = resource["schema"]["fields"]
        assert header == [f["name"] for f in fields], path
        assert all(f["description"] for f in fields), path
        assert b"\r" not in (DATA / path).read_bytes(), path
        key = [header.index(k) for k in resource["schema"]["primaryKey"]]
        keys = [tuple(r[i] for i in key) for r in body]
        assert len(set(keys)) == len(keys), path
        for i, field in enumerate(fields):
            rules = field.get("constraints", {})
            values = [r[i] for r in body]
            if rules.get("required"):
                assert all(values), (path, field["name"])
            if "enum" in rules:
                assert {v for v in values if v} <= set(rules["enum"]), (path, field["name"])


def test_decimals_agree_with_the_printed_digits():
    for name in ("recruitment", "use_cases_stated", "programmes", "environment"):
        for row in rows(name):
            if row["value"]:
                assert len(row["value"].partition(".")[2]) == int(row["decimals"]), (name, row)
            assert bool(row["value_high"]) == (row["wording"] == "range"), (name, row)
            assert bool(row["phrase"]) == (row["wording"] in ("approximate", "bound")), (name, row)


def test_keys_point_somewhere():
    titles = {(r["sector"], r["title"]) for r in rows("occupations")}
    for row in rows("occupation_matches"):
        assert (row["sector"], row["title"]) in titles, row
    programmes = {r["programme"] for r in rows("programmes")}
    assert {r["part_of"] for r in rows("programmes")} - {""} <= programmes
    assert {r["programme"] for r in rows("programme_projects")} <= programmes
    marks = {(r["sector"], r["mark"]) for r in rows("occupation_marks")}
    for row in rows("occupations"):
        for mark in row["marks"].split():
            assert (row["sector"], mark) in marks, row
    named = Counter((r["dimension"], r["occupation_fr"]) for r in rows("occupation_dimensions"))
    matched = {
        (r["list"][-1], r["occupation_fr"])
        for r in rows("occupation_matches")
        if r["list"].startswith("dimension")
    }
    assert set(named) == matched
    orders = {r["order"]: r for r in rows("use_cases")}
    for row in rows("use_cases"):
        assert (row["level"] == "detail") == bool(row["parent_order"])
        if row["parent_order"]:
            parent = orders[row["parent_order"]]
            assert (parent["level"], parent["sector"], parent["block"]) == (
                "use case",
                row["sector"],
                row["block"],
            )


# ---------------------------------------------------------------- 5.2: recruitment figures


def percent_tokens(text: str) -> Counter:
    return Counter(re.findall(r"(\d+)\s?%", text))


def test_recruitment_figures(study):
    printed = [r for r in rows("recruitment") if r["status"] == "printed"]
    five_one = "\n".join(between(study, r"^### 5\.1\.", r"^## 5\.2 "))
    five_two = "\n".join(
        between(study, r"^## LES PRINCIPAUX METIERS RECRUTES", r"^## LES PROJETS DE RECRUTEMENT")
    )
    for place, text in (("5.1", five_one), ("5.2", five_two)):
        mine = Counter()
        for row in printed:
            if row["place"].startswith(f"section {place}") and row["unit"] == "percent" and row["value"]:
                mine.update([row["value"]] + [row["value_high"]] * bool(row["value_high"]))
        assert mine == percent_tokens(text), place
    assert len(re.findall(r"\b71\b", five_two)) == sum(r["measure"] == "posts" for r in printed) == 2
    assert five_two.count("un tiers") == sum(r["phrase"] == "a third" for r in printed) == 1
    assert len(re.findall(r"environ \d+\s?%", five_one)) == sum(r["phrase"] == "about" for r in printed) == 1
    assert not any(r["value"] or r["decimals"] for r in rows("recruitment") if r["status"] == "lost")


# ---------------------------------------------------------------- 5.2: tables of occupations


@pytest.fixture(scope="module")
def printed_occupations(study):
    found = []
    for line in study:
        match = re.match(r"\|\s*(INGENIERIE|NUMERIQUE)\s*\|", line)
        if match:
            c = cells(line)
            found.append((SECTORS[match[1]], plain(c[1]), plain(c[3]), c[2], c[4], c[5], c[6], "<b>" in c[3]))
    return found


def test_occupations_row_by_row(printed_occupations):
    tick = {"X": "true", "": "false"}
    mine = [
        (
            r["sector"],
            r["family"],
            r["title"],
            r["marks"],
            r["behavioural"],
            r["organisational"],
            r["technical"],
            r["bold"],
        )
        for r in rows("occupations")
    ]
    theirs = [(*o[:4], *(tick[x] for x in o[4:7]), str(o[7]).lower()) for o in printed_occupations]
    assert mine == theirs
    assert len(theirs) == 76


def test_occupations_totals(study):
    """Totals from raw characters, whatever the columns."""
    lines = [x for x in study if re.match(r"\|\s*(INGENIERIE|NUMERIQUE)\s*\|", x)]
    mine = rows("occupations")
    for printed, sector in SECTORS.items():
        part = [r for r in mine if r["sector"] == sector]
        raw = [x for x in lines if x.startswith(f"| {printed}")]
        assert len(raw) == len(part)
        ticks = sum(len(re.findall(r"\|\s*X\s*(?=\|)", x)) for x in raw)
        assert ticks == sum(
            r[k] == "true" for r in part for k in ("behavioural", "organisational", "technical")
        )
        assert sum("<b>" in x for x in raw) == sum(r["bold"] == "true" for r in part)
        for mark in "!⚡+":
            assert sum(x.count(mark) for x in raw) == sum(r["marks"].count(mark) for r in part), mark
        for mark in "14i":
            assert sum(len(re.findall(rf"(?<=[|\s]){mark}(?=\s)", x)) for x in raw) == sum(
                r["marks"].split().count(mark) for r in part
            ), mark


def test_marks_seen_are_declared(printed_occupations):
    declared = {(r["sector"], r["mark"]) for r in rows("occupation_marks") if r["scope"] == "token"}
    assert {(o[0], m) for o in printed_occupations for m in o[3].split()} == declared
    sequences = {(r["sector"], r["mark"]) for r in rows("occupation_marks") if r["scope"] == "sequence"}
    # a whole cell is declared exactly where a mark is repeated, or stands in an order no other cell has
    odd = set()
    for sector, order in (("engineering", "+!⚡i"), ("digital", "+14")):
        for o in printed_occupations:
            tokens = o[3].split()
            if o[0] == sector and tokens != sorted(set(tokens), key=order.index):
                odd.add((sector, o[3]))
    assert odd == sequences


# ---------------------------------------------------------------- 5.1: dimensions


@pytest.fixture(scope="module")
def dimensions(study):
    """Per dimension: occupations listed (text, bold) and bullets per kind of skill."""
    kinds = {
        "techniques": "technical",
        "organisationnelles": "organisational",
        "comportementales": "behavioural",
    }
    text = between(study, r"^### 5\.1\.", r"^## 5\.2 ")
    jobs, skills, bulleted = {}, Counter(), 0
    dimension, kind = None, None
    block: list[str] = []

    def close():
        nonlocal bulleted
        if not block or dimension is None:
            block.clear()
            return
        bulleted += len(block)
        # every skill line holds a verb in the infinitive among its first three words; an occupation does not
        verb = [re.match(r"(?:S'|\w+ )?(\w+(?:er|ir|re))\b", re.sub(r"[^\w' ]", " ", b)) for b in block]
        if sum(v is not None and v[1] != "Géomètre" for v in verb) > len(block) / 2:
            skills[dimension, kind] += len(block)
        else:
            jobs.setdefault(dimension, []).extend(block)
        block.clear()

    for line in text:
        heading = re.match(r"#+ #(\d)", line)
        marker = re.match(r"(?:Les )?\*\*(?:Les )?compétences (\w+)", line)
        if line.startswith("- ") and not line.startswith("- #"):
            block.append(line[2:])
            continue
        close()
        if heading:
            dimension, kind = heading[1], None
        if marker:
            kind = kinds[marker[1]]
    close()
    return jobs, skills, bulleted


def test_dimension_occupations(dimensions):
    jobs, _, _ = dimensions
    theirs = [(d, x.replace("*", "").strip(), str("**" in x).lower()) for d in sorted(jobs) for x in jobs[d]]
    mine = [(r["dimension"], r["occupation_fr"], r["bold"]) for r in rows("occupation_dimensions")]
    assert mine == theirs
    assert Counter(r[0] for r in theirs) == {"1": 9, "2": 7, "3": 3, "4": 16, "5": 5}


def test_dimension_skills(dimensions):
    jobs, skills, bulleted = dimensions
    assert skills == {(r["dimension"], r["kind"]): int(r["listed"]) for r in rows("dimension_skills")}
    assert bulleted == sum(skills.values()) + sum(map(len, jobs.values()))


# ---------------------------------------------------------------- annexe 3


def test_skills(study):
    types = {"Tech": "technical", "Orga": "organisational", "Comp": "behavioural"}
    found: list[list] = []
    for line in between(study, r"^\*\*Annexe 3", r"\A\Z(?!)"):
        c = cells(line)
        if len(c) != 7 or not line.startswith("|"):
            continue
        if c[0] in types:
            found.append([types[c[0]], c[1], [bool(x) for x in c[3:]]])
        elif not c[0] and not c[1] and found and any(c) and "Ex" not in "".join(c):
            found[-1][2] = [a or bool(b) for a, b in zip(found[-1][2], c[3:], strict=True)]
    mine = [
        [r["type"], r["theme_fr"], [r[f"level_{i}"] == "true" for i in (1, 2, 3, 4)]] for r in rows("skills")
    ]
    assert mine == found
    assert Counter(r[0] for r in found) == {"technical": 29, "organisational": 7, "behavioural": 9}


# ---------------------------------------------------------------- offers


def test_offers(study):
    raw = [
        cells(x)
        for x in between(study, r"^## LES PROJETS DE RECRUTEMENT", r"^## LES PRINCIPALES RAISONS")
        if re.match(r"\|\s*[IN]\s*\|", x)
    ]
    mine = rows("offers")
    assert [{"I": "engineering", "N": "digital"}[c[0]] for c in raw] == [r["activity"] for r in mine]
    assert [c[1] for c in raw] == [r["title_fr"] for r in mine]
    for word, kind in (
        (r"\bThèse\b", "thesis"),
        (r"\bPost-Doc\b", "post-doc"),
        (r"\bAlternant", "apprenticeship"),
        (r"\bstag(e|iaire)\b", "internship"),
    ):
        assert [bool(re.search(word, " ".join(c))) for c in raw] == [r["kind"] == kind for r in mine], kind


# ---------------------------------------------------------------- 4.4: use cases

SHEETS = {
    "industry": (r"^## INDUSTRIE", r"^## TRANSPORT"),
    "transport": (r"^## TRANSPORT", r"^## ENERGIE"),
    "energy": (r"^## ENERGIE", r"^## BATIMENT"),
    "building_territories": (r"^## BATIMENT", r"^## SANTE"),
    "health": (r"^## SANTE", r"^## DEFENSE"),
    "defence": (r"^## DEFENSE", r"^# 5\."),
}


def test_use_cases_listed(study):
    mine = rows("use_cases")
    for sector, (start, end) in SHEETS.items():
        part = [r for r in mine if r["sector"] == sector]
        lines = between(study, start, end)
        if sector != "industry":
            assert "\n".join(lines).count("○") == len(part), sector
            blocks = [cells(x)[0] for x in lines if "○" in x]
            assert sum(bool(b) for b in blocks) == len({(r["subsector"], r["block"]) for r in part}), sector
            # lines of each block, in order
            sizes: list[int] = []
            for x in lines:
                if "○" in x:
                    if cells(x)[0]:
                        sizes.append(0)
                    sizes[-1] += x.count("○")
            assert sizes == list(Counter((r["subsector"], r["block"]) for r in part).values()), sector


def test_use_cases_industry(study):
    table = [
        cells(x)
        for x in between(study, r"^\| Secteur de l'Industrie", r"^## LES APPLICATIONS")
        if x.startswith("|")
    ]
    table = [
        c for c in table if len(c) == 3 and not set("".join(c)) <= set("-|") and not c[0].startswith("Secteur")
    ]
    # raw totals, before any reading: every filled cell that is not a block, cut at line breaks
    blocks = {"Ligne de production", "Infrastructure Industrielle", "Produit", "Opérateur"}
    pieces = [p for c in table for x in c if x and x not in blocks for p in x.split("<br>")]
    mine = [r for r in rows("use_cases") if r["sector"] == "industry"]
    assert len(pieces) == len(mine) == 60
    # two rows are shifted: one use case stands in the third column, one in the first
    cases: list[int] = []
    for first, second, third in table:
        if first and first not in blocks:
            cases.append(len(second.split("<br>")))
        elif second:
            cases.append(len(third.split("<br>")))
        elif third.startswith("Conception et administration"):
            cases.append(0)
        else:
            cases[-1] += len(third.split("<br>"))
    parents = [r["order"] for r in mine if r["level"] == "use case"]
    details = Counter(r["parent_order"] for r in mine)
    assert cases == [details[p] for p in parents]
    assert sum(r["certainty"] == "medium" and r["level"] == "use case" for r in mine) == 2


def test_use_cases_total():
    assert len(rows("use_cases")) == 147


def test_use_cases_stated(study):
    mine = rows("use_cases_stated")
    for sector, (start, end) in SHEETS.items():
        lines = between(study, start, end)
        i = next(i for i, x in enumerate(lines) if "Nombre de cas d'usages recensés" in x)
        number = next(x for x in lines[i + 1 :] if x.strip())
        assert [r["value"] for r in mine if r["sector"] == sector and "sheet" in r["place"]] == [
            number.strip()
        ], sector
    synthesis = "\n".join(between(study, r"^\| Secteurs   \| Diversité", r"^## INDUSTRIE"))
    about = re.findall(r"~ ?(\d+) recensés", synthesis)
    table = [r for r in mine if "synthesis" in r["place"]]
    assert about == [r["value"] for r in table if r["wording"] == "approximate"]
    assert re.findall(r"(\d+) détaillés", synthesis) == [r["value"] for r in table if r["counts"] == "detailed"]


# ---------------------------------------------------------------- section 6


def test_actions(study):
    mine = rows("actions")
    text = between(study, r"^# 6\. ", r"^# ANNEXES")
    listed, challenge = {}, 0
    for line in text:
        if m := re.match(r"## Enjeu n°(\d)", line):
            challenge = int(m[1])
        if m := re.match(r"- ↳ Piste d'action [nN]° ?(\d+)", line):
            listed[int(m[1])] = challenge
    assert listed == {int(r["action"]): int(r["challenge"]) for r in mine}
    ticked = {}
    for line in text:
        if (m := re.match(r"\|\s*(\d+)\s*\|", line)) and "checkbox" in line:
            boxes = re.findall(r"<input (checked=\"\" )?type=\"checkbox\"", line) or re.findall(
                r"<input (checked)?[^>]*>", line
            )
            ticked[int(m[1])] = ([bool(b) for b in boxes].index(True) + 1, len(boxes))
            assert sum(map(bool, boxes)) == 1, line
    assert ticked == {int(r["action"]): (int(r["complexity"]), int(r["complexity_max"])) for r in mine}


# ---------------------------------------------------------------- public budgets


def test_budgets(study):
    units = {"milliard": "EUR billion", "million": "EUR million", "M€": "EUR million"}
    found = Counter()
    text = (
        between(study, r"^## → EUROPE", r"^## ↳ ASIE")
        + between(study, r"^## LE SOUTIEN DE PLANS", r"^## LE POTENTIEL")
        + between(study, r"^## 5\.4", r"^# 6\.")
    )
    for line in text:
        if "udget" not in line:
            continue
        for number, unit in re.findall(r"(\d+(?:,\d+)?) ?(milliard|million|M€)s?", line):
            found[number.replace(",", "."), units[unit]] += 1
    singapore = "\n".join(between(study, r"^## ↳ ASIE", r"^## ↳ AMERIQUE DU SUD"))
    for number in re.findall(r"(\d+) millions de dollars singapouriens", singapore):
        found[number, "SGD million"] += 1
    mine = Counter((r["value"], r["unit"]) for r in rows("programmes") if r["value"] and r["unit"] != "percent")
    assert mine == found
    hedged = len(re.findall(r"udget d'environ", "\n".join(text)))
    assert hedged == sum(r["phrase"] == "about" for r in rows("programmes")) == 5
    halves = re.findall(r"(\d+)% par les", "\n".join(text))
    assert halves == [r["value"] for r in rows("programmes") if r["unit"] == "percent"]
    years = {m for line in text for m in re.findall(r"\((20\d\d)-(20\d\d)\)", line)}
    assert years == {(r["from_year"], r["to_year"]) for r in rows("programmes") if r["to_year"]}


def test_projects_funded(study):
    """Paragraphs of the right-hand cell of each budget row; one paragraph runs two projects together."""
    text = between(study, r"^## → EUROPE", r"^## ↳ ASIE") + between(
        study, r"^## LE SOUTIEN DE PLANS", r"^## PLUSIEURS TRAVAUX"
    )
    sizes = [len(re.findall(r"<p>", cells(x)[-1])) for x in text if x.startswith("|") and "udget" in x]
    mine = Counter(r["cell"] for r in rows("programme_projects"))
    order = ["horizon", "digital_europe", "france_2030", "pia_4", "france_relance", "junon"]
    assert [mine[c] - (c == "pia_4") for c in order] == sizes
    stated = {"horizon": "horizon_europe"}
    for cell in order:
        assert [
            int(r["funds_count"]) for r in rows("programmes") if r["programme"] == stated.get(cell, cell)
        ] == [mine[cell]]


def test_environment(study):
    line = next(x for x in study if "ADEME (2020)" in x)
    low_high = re.search(r"(\d) à (\d)%", line).groups()
    others = re.findall(r"(\d+(?:,\d+)?) ?%", line.replace(re.search(r"\d à \d%", line)[0], ""))
    mine = rows("environment")
    assert (mine[0]["value"], mine[0]["value_high"]) == low_high
    assert [r["value"] for r in mine[1:]] == [x.replace(",", ".") for x in others]
    assert {r["year"] for r in mine} == set(re.findall(r"\b20\d\d\b", line))


# ---------------------------------------------------------------- method and sources


def test_interviews(study):
    text = between(study, r"^# 1\. LES OBJECTIFS", r"^# 2\. ")
    joined = "\n".join(text)
    people = sum(bool(re.match(r"\| \w", x)) for x in text)
    mine = {(r["phase"], r["kind"]): r for r in rows("interviews")}
    whole = mine["all", "all"]
    assert int(whole["listed"]) == people
    assert re.search(r"Les (\d+) dirigeants", joined)[1] == whole["stated"]
    assert re.search(r"avec (\d+) experts", joined)[1] == mine["1", "experts"]["stated"]
    assert (
        re.search(r"avec (\d+) dirigeants", joined)[1] == mine["2", "managers_experts_professionals"]["stated"]
    )
    assert (
        re.search(r"dont (\d+) entretiens avec des enseignants", joined)[1] == mine["2", "teachers"]["stated"]
    )
    academics = sum(bool(re.search(r"Maître de conférences|Professeur", x)) for x in text if x.startswith("| "))
    assert academics == int(mine["2", "teachers"]["listed"])
    assert sum(int(r["stated"]) for k, r in mine.items() if k != ("all", "all")) == int(whole["stated"])


def test_bibliography(study):
    text = between(study, r"^# ANNEXES", r"^\*\*Annexe 2")
    found = []
    for line in text:
        c = cells(line)
        if line.startswith("|") and len(c) == 6 and (m := re.fullmatch(r"(\d{4})(?:-(\d{4}))?", c[3])):
            kind = c[2].replace("<br>", "").replace("Publicommu niqué", "Publicommuniqué")
            found.append((kind, m[1], m[2] or "", c[4]))
    links = [m[1] for x in text if (m := re.match(r"- <(http[^>]+)>", x))]
    mine = rows("bibliography")
    assert [
        (r["kind_fr"], r["year"], r["year_end"], r["zone_fr"]) for r in mine if r["kind_en"] != "web page"
    ] == found
    pages = [r for r in mine if r["kind_en"] == "web page"]
    assert len(pages) == len(links)
    assert sum(bool(r["duplicate_of"]) for r in pages) == len(links) - len(set(links))
    first = len(found) + 1
    for row in pages:
        if row["duplicate_of"]:
            assert links[int(row["order"]) - first] == links[int(row["duplicate_of"]) - first]


# ---------------------------------------------------------------- announced counts

ANNOUNCED = {  # list: pattern that must be found in the text, once per row of the file
    "study_phases": r"\*\*trois phases\*\*",
    "interviews_phase_1": r"avec 7 experts",
    "interviews_phase_2": r"avec 27 dirigeants",
    "interviews_teachers": r"2 entretiens avec des enseignants",
    "interviewees": r"Les 36 dirigeants",
    "job_offers": r"[Uu]ne soixantaine d'offres d'emploi",
    "definition_notions": r"[Tt]rois notions (essentielles|partagées)",
    "alliance_criteria": r"les 3 critères",
    "lead_cities": r"six villes",
    "simcardiotest_countries": r"de 6 pays",
    "france_relance_strands": r"trois volets",
    "ard_programmes": r"un des 6 programmes",
    "systemx_domains": r"8 domaines scientifiques",
    "systemx_sectors": r"4 secteurs applicatifs",
    "resilience_aims": r"deux ambitions",
    "atlas_founders": r"4 organisations fondatrices",
    "atlas_domains": r"huit domaines prioritaires",
    "atlas_industries": r"7 filières",
    "iso_23247_parts": r"4 volets",
    "manifesto_aims": r"trois ambitions",
    "contribution_domains": r"une quinzaine de domaines",
    "france_relance_examples": r"Deux projets soutenus dans le cadre de France Relance",
    "main_sectors": r"6 principaux secteurs",
    "promising_other_sectors": r"quatre autres secteurs",
    "reactor_partners": r"neuf acteurs",
    "reactor_branch_partners": r"dont cinq relevant de la Branche",
    "twin_levels": r"4 niveaux de complexité",
    "urban_factors": r"deux facteurs facilitants",
    "bordeaux_use_cases": r"Cinq cas d'usages",
    "dimensions": r"[Cc]inq dimensions",
    "top_specialities": r"3 spécialités",
    "training_programmes": r"une trentaine de formations",
    "jenii_members": r"quatre membres",
    "ensam_expertises": r"quatre expertises",
    "challenges": r"3 principaux enjeux",
}


def test_announced_counts(study):
    start = next(i for i, x in enumerate(study) if x.startswith("# 1. LES OBJECTIFS"))
    body = "\n".join(study[start:])
    mine = Counter(r["list"] for r in rows("stated_counts"))
    for name, pattern in ANNOUNCED.items():
        assert len(re.findall(pattern, body)) == mine[name], name
    sheets = sum(name.startswith("challenges_") for name in mine)
    assert len(re.findall(r"Les 3 grands enjeux à venir", body)) == sheets
    rest = set(mine) - set(ANNOUNCED) - {n for n in mine if n.startswith("challenges_")}
    assert rest == {"actions", "skill_levels"}  # printed numbers, not sentences


def test_announced_lists_counted(study):
    """Lists short enough to be counted by punctuation."""
    start = next(i for i, x in enumerate(study) if x.startswith("# 1. LES OBJECTIFS"))
    body = "\n".join(study[start:])
    listed = {r["list"]: r["listed"] for r in rows("stated_counts")}
    by_commas = {
        "lead_cities": r"six villes \(([^)]+)\)",
        "simcardiotest_countries": r"6 pays \(([^)]+)\)",
        "atlas_industries": r"<sup>1</sup> ([^.]+)\.",
        "france_relance_strands": r"trois volets : ([^.]+)\.",
    }
    for name, pattern in by_commas.items():
        items = re.split(r", | et ", re.search(pattern, body)[1])
        assert len(items) == int(listed[name]), name
    assert len(re.findall(r"^  - ISO 23247-\d", body, re.M)) == int(listed["iso_23247_parts"])
    sector = between(study, r"6 principaux secteurs", r"^Du fait de l'approche")
    assert sum(x.startswith("- ▶") for x in sector) == int(listed["main_sectors"])
    levels = between(study, r"4 niveaux de complexité", r"^Ces 4 niveaux")
    assert sum(bool(re.match(r"\d\. \*\*Jumeau", x)) for x in levels) == int(listed["twin_levels"])
    partners = between(study, r"<p><b>Partenaires</b>", r"\A\Z(?!)")[0].split("Soutiens")[0]
    assert partners.count("•") == int(listed["reactor_partners"])
    assert len(re.findall(r"^## Enjeu n°\d", body, re.M)) == int(listed["challenges"])
    assert len(re.findall(r"^#+ #\d", body, re.M)) == int(listed["dimensions"])
    assert len(re.findall(r"^### \d [-–] Notion", body, re.M)) == int(listed["definition_notions"])
    for name, (begin, end) in SHEETS.items():
        if f"challenges_{name}" in listed:
            part = between(study, begin, end)
            assert sum(bool(re.match(r"\d\. \*", x)) for x in part) == int(listed[f"challenges_{name}"]), name
