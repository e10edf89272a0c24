"""Writes the guides as a site for one program, with a theme that makes the same pages."""
import shutil
from pathlib import Path

from guides import guides

THEMES = Path(__file__).resolve().parent / "themes"
ADDRESS = "https://example.org"
# Pages that the frame of every page links to. guidepost alone insists that they exist.
ELSEWHERE = ["about", "accessibility", "contact", "privacy", "search", "terms"]
# Which step a measured edit changes: the second of the fourth guide.
EDITED_GUIDE, EDITED_STEP = 3, 2


class Site:
    """A written site: where its parts lie, and which file an edit changes."""

    def __init__(self, folder, layout, pages, code):
        self.folder, self.layout, self.pages, self.code = Path(folder), layout, pages, code
        self.template = self.folder / layout.base
        self.edited = self.url = None

    def write(self):
        """Writes the site, unless it is there from an earlier run, and finds the step to edit."""
        fresh = not self.folder.exists()
        unfinished = self.folder.with_name(self.folder.name + ".part")
        if fresh:
            shutil.rmtree(unfinished, ignore_errors=True)
            self.layout.theme(unfinished, self.code)
        for guide in guides(self.pages, code=self.code) if fresh else guides(60, code=self.code):
            if fresh:
                for path, text in self.layout.guide(guide):
                    put(unfinished / "content" / guide.slug / path, text)
            if guide.index == EDITED_GUIDE:
                part = guide.parts[EDITED_STEP - 1]
                self.edited = self.folder / "content" / guide.slug / part.file
                self.url = guide.url(part)
        if fresh:
            unfinished.rename(self.folder)
        return self


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def quoted(value):
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def head(values):
    """YAML front matter; what is None is left out."""
    lines = []
    for key, value in values.items():
        if isinstance(value, dict):
            inner = [f"  {name}: {yaml(item)}" for name, item in value.items() if item is not None]
            lines += [f"{key}:", *inner] if inner else []
        elif value is not None:
            lines.append(f"{key}: {yaml(value)}")
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def yaml(value):
    if isinstance(value, list):
        return "[" + ", ".join(yaml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {yaml(item)}" for key, item in value.items()) + "}"
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return quoted(value)


def step_or_kind(part):
    return {"step": part.number, "kind": None if part.number else part.title}


class Layout:
    """How one program wants its sites: the theme's folder, the assets' addresses, and each guide's files."""

    name = base = ""
    style, icon, feed = "/style.css", "/favicon.svg", "/feed.xml"
    static = "static"
    code_on = code_off = ""

    def theme(self, folder, code):
        """Copies the theme with the parts that all themes share."""
        common = {}
        for part in (THEMES / "common").glob("*.html"):
            text = part.read_text(encoding="utf-8")
            for mark in ("style", "icon", "feed"):
                text = text.replace(f"@@{mark.upper()}@@", getattr(self, mark))
            common[f"@@{part.stem.upper()}@@"] = text
        common["@@CODE@@"] = self.code_on if code else self.code_off
        source = THEMES / self.name.split("-")[0]
        for path in sorted(source.rglob("*")):
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                for mark, part in common.items():
                    text = text.replace(mark, part)
                put(folder / self.place(path.relative_to(source)), text)
        for name in ("style.css", "favicon.svg"):
            put(folder / self.assets() / name, (THEMES / "common" / name).read_text(encoding="utf-8"))

    def place(self, path):
        return path

    def assets(self):
        return self.static

    def guide(self, guide):
        raise NotImplementedError


class Guidepost(Layout):
    name = "guidepost"
    base = "themes/bench/templates/base.html"
    style, icon = '{{ asset(path="style.css") }}', '{{ asset(path="favicon.svg") }}'
    chosen = "bench"

    def theme(self, folder, code):
        super().theme(folder, code)
        settings = (
            f"title: Guidebook\ndescription: Guides for groups, one step at a time.\nlanguage: en\n"
            f"base_url: {ADDRESS}\ntheme: {self.chosen}\ncomments: {{ status: closed, closed_text: Comments are closed. }}\n"
        )
        put(folder / "content/site.yaml", settings)
        if self.chosen == "bench":
            put(folder / "content/tags.md", head({"title": "Tags", "template": "tags"}))
            for name in ELSEWHERE:
                put(folder / f"content/{name}.md", head({"title": name.capitalize()}) + "See the guides.\n")

    def place(self, path):
        return Path("themes/bench") / path

    def assets(self):
        return "themes/bench/assets"

    def guide(self, guide):
        keys = {"title": guide.title, "description": guide.description, "date": guide.date, "tags": guide.tags}
        yield "index.md", head(keys) + guide.body
        for part in guide.parts:
            keys = {"title": part.title, "summary": part.summary, "kind": None if part.number else part.kind}
            if part.kind == "action":
                keys["actions"] = [{"label": "Start with step 1", "to": guide.parts[0].file}]
            yield part.file, head(keys) + part.body


class Lantern(Guidepost):
    """guidepost with its own theme, which shows more."""

    name = "guidepost-lantern"
    chosen = "lantern"
    # Taken from the program, so that there is a template to edit.
    base = "themes/lantern/templates/base.html"

    def theme(self, folder, code):
        super().theme(folder, code)
        shutil.rmtree(folder / "themes")
        shutil.copytree(THEMES.parents[2] / "themes/lantern", folder / "themes/lantern")


class Hugo(Layout):
    name = "hugo"
    base = "layouts/baseof.html"
    code_on, code_off = "true", "false"

    def guide(self, guide):
        keys = {"title": guide.title, "description": guide.description, "date": guide.date, "tags": guide.tags}
        yield "_index.md", head(keys) + guide.body
        for part in guide.parts:
            keys = {"title": part.title, **step_or_kind(part), "summary": part.summary, "slug": part.slug}
            yield part.file, head({**keys, "weight": part.order}) + part.body


class Zola(Layout):
    name = "zola"
    # The name of its own template for feeds.
    feed = "/atom.xml"
    base = "templates/base.html"
    code_on = '[markdown.highlighting]\nstyle = "class"\nlight_theme = "github-light"\ndark_theme = "github-dark"'
    by_hand = False

    def theme(self, folder, code):
        super().theme(folder, code)
        put(folder / "content/_index.md", head({"title": "Guidebook"}))
        if self.by_hand:
            page = folder / "templates/page.html"
            text = page.read_text(encoding="utf-8")
            page.write_text(text.replace("get_section(path=page.ancestors | last)", "page.extra.guide"), encoding="utf-8")

    def guide(self, guide):
        keys = {"title": guide.title, "description": guide.description, "sort_by": "weight", "weight": guide.index + 1}
        yield "_index.md", head({**keys, "extra": {"date": guide.date, "tags": guide.tags}}) + guide.body
        parts = [{"path": guide.url(part), "title": part.title} for part in guide.parts]
        for part in guide.parts:
            extra = {**step_or_kind(part)}
            if self.by_hand:
                extra["guide"] = {"title": guide.title, "path": guide.url(), "pages": parts}
            keys = {"title": part.title, "description": part.summary, "slug": part.slug, "weight": part.order}
            if part.order == 1:
                # Sections have neither dates nor tags: the first step carries the guide's.
                keys.update(date=guide.date, taxonomies={"tags": guide.tags})
            yield part.file, head({**keys, "extra": extra}) + part.body


class ZolaByHand(Zola):
    """Zola without `get_section`, which takes three quarters of its time: each step's front matter lists the guide."""

    name = "zola-by-hand"
    by_hand = True
