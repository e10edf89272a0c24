"""Measurements as a table in Markdown."""
from collections import defaultdict
from statistics import median

# Each kind of work with its words in the table, and what the floor of it is.
WORK = {
    "clean": "clean build",
    "nothing": "again, nothing changed",
    "word": "again, one word changed",
    "template": "again, one template changed",
    "served": "edit → served",
}


def number(value):
    """Three significant digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def spread(values):
    middle, low, high = number(median(values)), number(min(values)), number(max(values))
    return middle if len(values) == 1 else f"{middle} ({low}–{high})"


def ratio(ours, others, measure):
    """The median of what guidepost took divided by what another took in the same round."""
    pairs = [
        ours[turn][measure] / others[turn][measure]
        for turn in others
        if turn in ours and ours[turn].get(measure) and others[turn].get(measure)
    ]
    return f"{number(median(pairs))}" if pairs else ""


def table(records):
    """The table of all records; rounds are compared within one run."""
    rows = defaultdict(dict)
    for record in records:
        turn = (record["run"], record["round"])
        rows[record["code"], record["pages"], record["work"], record["program"]][turn] = record
    lines = [
        "| pages | work | program | wall s | CPU s | peak MB | guidepost ÷ this: wall | CPU | memory |",
        "| ---: | --- | --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    order = list(dict.fromkeys(record["program"] for record in records))
    keys = sorted(rows, key=lambda key: (key[0], key[1], list(WORK).index(key[2]), order.index(key[3])))
    for code, pages, work, program in keys:
        these = rows[code, pages, work, program]
        ours = rows.get((code, pages, work, "guidepost"), {})
        peaks = [record["peak"] for record in these.values() if record.get("peak")]
        cells = [
            f"{pages:,}" + (" with code" if code else ""),
            WORK[work],
            program,
            spread([record["wall"] for record in these.values()]),
            spread([record["cpu"] for record in these.values()]),
            number(max(peaks)) if peaks else "",
            *(("", "", "") if program == "guidepost" else (ratio(ours, these, what) for what in ("wall", "cpu", "peak"))),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def sizes(records):
    """What was built, in one line a program."""
    found = {(record["program"], record["pages"]): record for record in records if "files" in record}
    return "\n".join(
        f"- {program}, {pages:,} pages: {record['files']:,} files, {record['html']:,} of them HTML, "
        f"{record['bytes'] / 1e6:.1f} MB"
        for (program, pages), record in found.items()
    )
