#!/usr/bin/env python3
"""Measures guidepost beside its peers on sites of step-by-step guides; README.md beside this file says how.

    bench.py run [--pages 1000,10000] [--rounds 5] [--only guidepost,hugo] [--work clean,word] [--code]
    bench.py table [--results FILE]
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import edits
import programs
import served
from process import Cost, Failed, run
from sites import Site
from table import WORK, sizes, table

HERE = Path(__file__).resolve().parent
RUN = int(time.time())


class Bench:
    """One run: sites and outputs in a folder, and a file of results, one record a line."""

    def __init__(self, options):
        self.options = options
        self.folder = Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.results = Path(options.results)
        self.on_tmpfs = subprocess.run(
            ["stat", "-f", "-c", "%T", self.folder], capture_output=True, text=True
        ).stdout.strip() == "tmpfs"
        self.out_of = set()

    def measure(self, chosen):
        for pages in self.options.pages:
            self.built(pages, chosen)
            if "served" in self.options.work:
                self.served(pages, chosen)
            if not self.options.keep:
                self.away(self.folder / str(pages))

    def built(self, pages, chosen):
        """Rounds in which every program takes its turn at every kind of work."""
        builders = [program for program in chosen if not program.only_serves]
        all_sites = {program.title: self.site(program, pages) for program in builders}
        for turn in range(self.options.rounds):
            for program in builders:
                self.guarded("build", program, pages, lambda: self.builds(program, all_sites[program.title], turn))
            self.guarded("floor", None, pages, lambda: self.floor(all_sites.get("guidepost"), turn))

    def builds(self, program, site, turn):
        """A clean build, then one after each kind of change. Everything is as before afterwards."""
        public = site.folder / "public"
        works = {
            "nothing": None,
            "word": (edits.of_step, public / site.url.strip("/") / "index.html"),
            "template": (edits.of_template, public / "index.html"),
        }
        for name in program.rubbish:
            self.away(site.folder / name)
        os.sync()
        cost = run(program.command(program.build), site.folder, self.options.limit)
        self.note(program, site, "clean", turn, cost, **(count(public) if turn == 0 else {}))
        for work, edit in works.items():
            if work not in self.options.work:
                continue
            made = edit and edit[0](site)
            word = made and made.make()
            try:
                cost = run(program.command(program.build), site.folder, self.options.limit)
                if word and word not in edit[1].read_text(encoding="utf-8"):
                    raise Failed(f"{program.title} did not show the edit in {edit[1]}")
            finally:
                if made:
                    made.undo()
            self.note(program, site, work, turn, cost)

    def floor(self, site, turn):
        """The files that guidepost wrote, written from memory by two threads; its sources, each looked at once."""
        if site is None:
            return
        tool = self.folder / "floor"
        if not tool.exists():
            subprocess.run(["rustc", "--edition", "2024", "-O", "-o", tool, HERE / "floor.rs"], check=True)
        target = self.folder / "floor-out"
        self.away(target)
        commands = {
            "clean": ["write", site.folder / "public", target, "2"],
            "nothing": ["stat", site.folder / "content", "2"],
        }
        for work, command in commands.items():
            said = subprocess.run([tool, *command], check=True, capture_output=True, text=True).stdout
            found = json.loads(said)
            self.note(None, site, work, turn, Cost(found["wall"], found["cpu"]))
        self.away(target)

    def served(self, pages, chosen):
        for program in chosen:
            site = self.site(program, pages)
            for name in program.rubbish:
                self.away(site.folder / name)
            self.guarded("serve", program, pages, lambda: self.edits_served(program, site))

    def edits_served(self, program, site):
        options = self.options
        up, costs = served.measure(program, site, options.edits, options.rest, options.limit)
        for turn, cost in enumerate(costs):
            self.note(program, site, "served", turn, cost, up=round(up, 3))

    def site(self, program, pages):
        name = f"{pages}/{program.layout.name}" + ("-code" if self.options.code else "")
        return Site(self.folder / name, program.layout, pages, self.options.code).write()

    def note(self, program, site, work, turn, cost, **more):
        record = {
            "run": RUN, "program": program.title if program else "floor", "pages": site.pages, "code": site.code,
            "work": work, "round": turn, "load": os.getloadavg()[0], **asdict(cost), **more,
        }
        with self.results.open("a") as results:
            results.write(json.dumps(record) + "\n")
        print(f"{record['program']:26} {site.pages:>7,} {work:9} {cost.wall:9.3f} s {cost.cpu:9.3f} CPU s", file=sys.stderr)

    def guarded(self, kind, program, pages, work):
        """Does some work. A program that fails is told once and left out from then on."""
        title = program.title if program else "floor"
        if (kind, title, pages) in self.out_of:
            return
        try:
            work()
        except Failed as why:
            print(f"{title} is left out: {why}", file=sys.stderr)
            self.out_of.add((kind, title, pages))

    def away(self, path):
        """Removes a file or folder; on a disk it is only moved aside until the end.

        ext4 without a journal gives no inode back for minutes, and each file made meanwhile walks over all of them.
        """
        if not os.path.lexists(path):
            return
        if not self.on_tmpfs:
            aside = self.folder / "aside"
            aside.mkdir(exist_ok=True)
            path.rename(aside / str(time.monotonic_ns()))
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def count(folder):
    """How many files a built site has, and how large they are."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        "files": len(files),
        "html": sum(path.suffix == ".html" for path in files),
        "bytes": sum(path.stat().st_size for path in files),
    }


def machine():
    """What it was measured on, in a line."""
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def about(bench, chosen, all_programs):
    """The lines above the table: when, with what, on what, and what is not in it."""
    versions = {}
    for key, program in all_programs.items():
        if program in chosen:
            name = key.split("-")[0].replace("lantern", "guidepost")
            versions[name] = programs.version(name, program.executable)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=HERE, capture_output=True, text=True
    ).stdout.strip()
    names = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [
        f"Measured on {date.today().isoformat()}: {names} (guidepost at {commit or 'no commit'}); {machine()}; "
        f"{'tmpfs' if bench.on_tmpfs else 'disk'}; load average {os.getloadavg()[0]:.1f}.",
        f"Command: `tests/bench/bench.py {' '.join(sys.argv[1:])}`.",
    ]
    missing = [key for key, program in all_programs.items() if not program.executable]
    if missing:
        lines.append(f"Not installed, and so left out: {', '.join(missing)}.")
    failed = sorted(f"{title}, {kind} at {pages:,} pages" for kind, title, pages in bench.out_of)
    if failed:
        lines.append(f"Did not come to its end, or cannot do it: {'; '.join(failed)}.")
    return "\n".join(lines)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "table"])
    split = lambda text: text.split(",")
    parser.add_argument("--pages", type=lambda text: [int(size) for size in split(text)], default=[1000, 10000])
    parser.add_argument("--rounds", type=int, default=5, help="how often each program builds")
    parser.add_argument("--edits", type=int, default=10, help="how many edits are served")
    parser.add_argument("--rest", type=float, default=1.0, help="seconds before each served edit")
    parser.add_argument("--only", type=split, help="programs, such as guidepost,lantern,hugo")
    parser.add_argument("--work", type=split, default=list(WORK), help=f"of {','.join(WORK)}")
    parser.add_argument("--code", action="store_true", help="highlighted code on a quarter of the steps")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one command")
    parser.add_argument("--guidepost", help="the executable; else it is built now")
    parser.add_argument("--folder", default="/dev/shm/guidepost-bench", help="for sites and outputs")
    parser.add_argument("--results", default="/dev/shm/guidepost-bench.jsonl", help="records, one a line; added to")
    parser.add_argument("--keep", action="store_true", help="leave the sites for the next run")
    return parser.parse_args()


def main():
    options = arguments()
    if options.what == "run":
        every = programs.all_programs(programs.guidepost(options.guidepost))
        unknown = set(options.only or ()) - set(every) | set(options.work) - set(WORK)
        if unknown:
            sys.exit(f"unknown: {', '.join(sorted(unknown))}")
        chosen = [program for key, program in every.items() if program.executable and key in (options.only or every)]
        bench = Bench(options)
        try:
            bench.measure(chosen)
        finally:
            shutil.rmtree(bench.folder / "aside", ignore_errors=True)
        print(about(bench, chosen, every) + "\n")
    with open(options.results) as lines:
        records = [json.loads(line) for line in lines]
    if options.what == "run":
        records = [record for record in records if record["run"] == RUN]
    print(table(records) + "\n\n" + sizes(records))


if __name__ == "__main__":
    main()
