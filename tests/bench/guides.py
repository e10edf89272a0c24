"""The guides that every program is measured with: what they say, whatever format they are written in.

The text depends on the seed and the guide's number alone, so every program gets the same guides, and a small site is
the beginning of a large one (but for the last few guides, whose steps are counted so that the total is exact).
"""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

TAGS = (
    "accounting arts bicycles bookkeeping buildings campaigns carpentry catering charity childcare choirs cleaning "
    "community cooking crafts design education elections energy events farming finance fundraising gardens heating "
    "hiking history insurance kitchens languages leases libraries markets meetings music networks outreach painting "
    "parks planning publishing recruiting recycling repairs safety schools sewing sports storage transport"
).split()
VERBS = (
    "start run open plan build organise repair insulate fund host design paint restore launch manage grow teach move "
    "share print"
).split()
QUALITIES = (
    "small local shared mobile seasonal open-air low-cost volunteer weekly quiet modern rural accessible joint "
    "temporary solar outdoor mixed simple long-term"
).split()
PLACES = (
    "workshop garden library market choir kitchen festival newsletter playground tool-bank bakery orchard cinema "
    "school nursery bus-route museum radio-station studio food-bank"
).split()
STEP_VERBS = (
    "choose measure invite collect write check prepare book compare agree draw order fit test list sign count visit "
    "train review"
).split()
STEP_THINGS = (
    "site budget team neighbours permits tools timetable rules supplies insurance layout first-day rota signs "
    "accounts lease volunteers equipment opening feedback"
).split()
NOUNS = (
    "people group week month plan list paper table room door street town council member meeting budget price offer "
    "quote supplier letter form permit rule date time day hour work task tool box wood paint light water power heat "
    "wall floor roof window garden path plant soil seed tree fence gate sign map route bus car bike van load cost sum "
    "fund gift loan bank account record note book page photo story idea question answer choice reason step start end "
    "middle part whole side team leader helper friend neighbour child parent teacher student guest visitor speaker"
).split()
DOINGS = (
    "make keep take give find show ask tell write read check count measure order collect bring put set hold leave "
    "open close move share build mend clean paint print send call meet train plan"
).split()
ADJECTIVES = (
    "small large early late simple clear useful local cheap safe dry warm empty full short long quiet strong light "
    "heavy regular written agreed spare shared common open fair exact rough"
).split()
JOINTS = ["before", "after", "while", "because", "unless", "until", "so that", "as soon as", "even if"]
CODE = [
    ("bash", '#!/bin/bash\nset -e\n# count the rows of each file\nfor f in *.csv; do\n  n=$(wc -l < "$f")\n'
             '  echo "$f: $n rows"\ndone\nexit 0'),
    ("python", 'import csv\n\ndef total(path, column):\n    """Sum one column."""\n    with open(path, newline="") as f:\n'
               '        return sum(float(r[column]) for r in csv.DictReader(f))\n\nprint(total("budget.csv", "cost"))'),
    ("yaml", "team:\n  - name: Ada\n    role: treasurer\n  - name: Ben\n    role: rota\nbudget: 1200\ncurrency: EUR\n"
             "open: true"),
    ("javascript", "const rows = await load('rota.json');\nconst free = rows.filter((r) => !r.taken);\n"
                   "for (const r of free) {\n  console.log(`${r.day}: ${r.hours} h`);\n}\nexport default free.length;"),
]
FEWEST_STEPS, MOST_STEPS = 5, 8
# The overview, final thoughts and the call to action.
OTHER_PARTS = 3


@dataclass
class Part:
    """A step (with its number), the final thoughts or the call to action."""

    title: str
    kind: str
    number: int | None
    order: int
    summary: str
    body: str

    @property
    def slug(self):
        return self.title.lower().replace(" ", "-")

    @property
    def file(self):
        return f"{self.order:02d}-{self.slug}.md"


@dataclass
class Guide:
    """A guide with all its parts."""

    index: int
    slug: str
    title: str
    date: datetime
    tags: list
    description: str
    body: str
    parts: list = field(default_factory=list)

    def url(self, part=None):
        return f"/{self.slug}/" + (f"{part.slug}/" if part else "")


def guides(pages, seed=1, code=False):
    """Guides whose pages (overviews and parts) add up to exactly this number."""
    text = Text(seed)
    index, left = 0, pages
    while left > 0:
        random = Random(f"{seed}:{index}")
        steps = steps_that_fit(random.randrange(FEWEST_STEPS, MOST_STEPS + 1), left)
        yield guide(index, steps, text, random, code)
        left -= steps + OTHER_PARTS
        index += 1


def steps_that_fit(wanted, left):
    """The wanted number of steps, or near the end one that leaves a rest which whole guides can fill."""
    smallest, largest = FEWEST_STEPS + OTHER_PARTS, MOST_STEPS + OTHER_PARTS
    for steps in (wanted, *range(FEWEST_STEPS, MOST_STEPS + 1)):
        rest = left - steps - OTHER_PARTS
        if any(smallest * count <= rest <= largest * count for count in range(0, rest // smallest + 1)):
            return steps
    raise SystemExit(f"{left} pages cannot be split into guides")


def guide(index, steps, text, random, code):
    verb, quality, place = random.choice(VERBS), random.choice(QUALITIES), random.choice(PLACES)
    subject = f"{verb} a {quality} {place}"
    made = Guide(
        index=index,
        slug=f"{verb}-a-{quality}-{place}-{index + 1:05d}",
        title=f"How to {subject} (no. {index + 1})",
        date=datetime(2026, 1, 1) - timedelta(hours=index),
        tags=sorted(random.sample(TAGS, 3)),
        description=f"A guide for groups that want to {subject} in {random.randrange(2, 20)} weeks.",
        body=text.paragraphs(random, 90),
    )
    names = random.sample(range(len(STEP_VERBS) * len(STEP_THINGS)), steps)
    for number, name in enumerate(names, 1):
        doing, thing = divmod(name, len(STEP_THINGS))
        title = f"{STEP_VERBS[doing].capitalize()} the {STEP_THINGS[thing]}"
        body = text.step(random, random.randrange(150, 400), code)
        made.parts.append(Part(title, "step", number, number, text.plain(random), body))
    for title, kind, words in (("Final thoughts", "closing", 110), ("Call to action", "action", 70)):
        summary = f"{title} on how to {subject}."
        made.parts.append(Part(title, kind, None, len(made.parts) + 1, summary, text.paragraphs(random, words)))
    return made


class Text:
    """Paragraphs made of a fixed stock of sentences."""

    def __init__(self, seed):
        random = Random(f"sentences:{seed}")
        self.sentences = [sentence(random) for _ in range(4000)]

    def paragraph(self, random, words):
        """Sentences of at least so many words, and how many words they have."""
        chosen, count = [], 0
        while count < words:
            text, length = self.sentences[int(random.random() * len(self.sentences))]
            chosen.append(text)
            count += length
        return " ".join(chosen), count

    def plain(self, random):
        """A summary: no markup."""
        text, _ = self.paragraph(random, 10)
        return text.replace("*", "").replace("`", "").split("](")[0].replace("[", "")

    def paragraphs(self, random, words):
        """Several paragraphs of at least so many words."""
        blocks, count = [], 0
        while count < words:
            text, length = self.paragraph(random, 40)
            blocks.append(text)
            count += length
        return "\n\n".join(blocks) + "\n"

    def step(self, random, words, code):
        """A step: paragraphs with headings among them, tips, a quotation, and on some a table or code."""
        first, count = self.paragraph(random, 30)
        blocks = [first]
        extras = [self.tips, self.quotation]
        if random.random() < 0.2:
            extras.append(self.table)
        # Drawn in any case, so that code changes nothing else.
        if random.random() < 0.25 and code:
            extras.append(self.code)
        random.shuffle(extras)
        while count < words or extras:
            if count < words:
                if random.random() < 0.35:
                    blocks.append(f"## {random.choice(STEP_VERBS).capitalize()} the {random.choice(STEP_THINGS)}")
                text, length = self.paragraph(random, 45)
                blocks.append(text)
                count += length
            if extras and (count >= words or random.random() < 0.5):
                text, length = extras.pop()(random)
                blocks.append(text)
                count += length
        return "\n\n".join(blocks) + "\n"

    def tips(self, random):
        items = [f"- [ ] {self.paragraph(random, 9)[0]}" for _ in range(random.randrange(3, 6))]
        return "## Practical tips\n\n" + "\n".join(items), 12 * len(items)

    def quotation(self, random):
        return "> " + self.paragraph(random, 12)[0], 12

    def table(self, random):
        rows = [
            f"| {random.choice(NOUNS)} | {random.randrange(1, 40)} | {random.choice(ADJECTIVES)} {random.choice(NOUNS)} |"
            for _ in range(random.randrange(3, 7))
        ]
        return "| Item | Number | Remark |\n| --- | ---: | --- |\n" + "\n".join(rows), 5 * len(rows)

    def code(self, random):
        language, source = random.choice(CODE)
        return f"```{language}\n{source}\n```", 0


def clause(random):
    who = random.choice(["you", "we", "the " + random.choice(NOUNS), "each " + random.choice(NOUNS), "someone"])
    may = random.choice(["can", "should", "may", "must", "will"])
    how = random.choice(["with", "for", "near", "without", "from"])
    which = random.choice(["a", "the", "every"])
    return (
        f"{who} {may} {random.choice(DOINGS)} the {random.choice(ADJECTIVES)} {random.choice(NOUNS)} {how} {which} "
        f"{random.choice(NOUNS)}"
    )


def sentence(random):
    """A sentence of 7 to 24 words, some with emphasis, code or a link, and how many words it has."""
    text = clause(random)
    if random.random() < 0.55:
        text += f" {random.choice(JOINTS)} {clause(random)}"
    words = text.split()
    chance, at = random.random(), random.randrange(2, len(words) - 1)
    if chance < 0.10:
        words[at] = f"*{words[at]}*"
    elif chance < 0.18:
        words[at] = f"**{words[at]}**"
    elif chance < 0.24:
        words[at] = f"`{words[at]}.{random.choice(['txt', 'csv', 'yaml'])}`"
    elif chance < 0.30:
        words[at] = f"[{words[at]}](https://example.com/{random.choice(NOUNS)}/{random.choice(NOUNS)})"
    text = " ".join(words)
    return text[0].upper() + text[1:] + random.choice("..........!?"), len(words)
