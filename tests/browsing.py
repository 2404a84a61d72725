"""How the tests read finished pages: their elements as files, and what a browser says of them."""

import html.parser
from functools import cached_property

from axe_playwright_python.sync_playwright import Axe

from helpers import paths
from helpers.pipeline import notebooks

LANGUAGES = ["en", "fr"]
MADE = [path.stem for path in notebooks.every() if "published" in notebooks.kinds(notebooks.plain(path))]
"""The notebooks that a report on the study has a page of."""
PAGES = ["index.html", *(f"{name}.html" for name in MADE[1:]), "report.html"]
WIDTHS = [375, 768, 1440]

AXE = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""All rules that are on by themselves, and the size of what is clicked (WCAG 2.2)."""


class Elements(html.parser.HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, *tags):
        return [attributes for name, attributes in self.found if name in tags]

    @cached_property
    def ids(self):
        return [attributes["id"] for _, attributes in self.found if "id" in attributes]


class Opened:
    """A page in a browser without a network, and what it said and asked for."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(offline=True, **options)
        self.shown = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.shown.on("console", lambda message: self.said.append(message.text))
        self.shown.on("pageerror", lambda error: self.said.append(str(error)))
        self.shown.on("request", lambda request: self.asked.append(request.url))

    def at(self, file):
        """The page of a file."""
        self.shown.goto(file.resolve().as_uri())
        return self.shown

    def outside(self):
        """Addresses asked for that are neither files nor in the page itself."""
        return [url for url in self.asked if not url.startswith(("file:", "data:"))]


def wide(shown, width):
    """How far the page reaches to the right at a width of the window."""
    shown.set_viewport_size({"width": width, "height": 900})
    return shown.evaluate("document.documentElement.scrollWidth")


def faults(shown, scheme="light", leave_out=()):
    """What axe finds against a page: each rule with the elements that break it."""
    shown.emulate_media(color_scheme=scheme)
    context = {"exclude": [[selector] for selector in leave_out]} if leave_out else None
    found = Axe().run(shown, context=context, options=AXE)
    return [
        (rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found.response["violations"]
    ]


def keep(shown, name):
    """A picture of the page, for eyes only: nothing is compared."""
    folder = paths.cache() / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    shown.screenshot(path=folder / f"{name}.png")
