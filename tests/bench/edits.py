"""Edits of a site: one word of one step, or one line of the template that all pages share."""
import itertools
import re

serial = itertools.count()


class Edit:
    """Puts a new word, never seen before, into a file; `undo` brings the old text back."""

    def __init__(self, path, before, after):
        self.path, self.before, self.after = path, before, after
        self.text = path.read_text(encoding="utf-8")

    def make(self):
        """Writes the file with a new word, and tells the word."""
        word = f"edited{next(serial):06d}"
        self.path.write_text(self.before + word + self.after, encoding="utf-8")
        return word

    def undo(self):
        self.path.write_text(self.text, encoding="utf-8")


def of_step(site):
    """The first long word of the step's body."""
    text = site.edited.read_text(encoding="utf-8")
    found = re.compile(r"(?<=\s)[a-z]{4,}(?=\s)").search(text, text.index("\n---\n", 4))
    return Edit(site.edited, text[:found.start()], text[found.end():])


def of_template(site):
    """A line at the foot of every page."""
    text = site.template.read_text(encoding="utf-8")
    before, after = text.split("</body>")
    return Edit(site.template, f"{before}<p>", f"</p>\n</body>{after}")
