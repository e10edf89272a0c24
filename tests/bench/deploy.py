#!/usr/bin/env python3
"""Measures deploying to every kind of target, on servers of loopback; README.md beside this file says how.

    deploy.py [--pages 10000] [--rounds 3] [--only folder,git] [--guidepost FILE] [--moto FILE]
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

import programs
from hosts import HOSTS, Missing
from process import Failed
from sites import Guidepost, Site

# What is timed: its words in the table, and the arguments.
BUILD = ("build", ["build"])
FIRST = ("first deploy", ["deploy", "--yes"])
PLAN = ("unchanged", ["deploy", "--format", "json"])
WORD = ("one page changed", ["deploy", "--yes"])


class Run:
    """The site, the program, and the times of one target."""

    def __init__(self, executable, site, limit):
        self.executable, self.site, self.limit = executable, site, limit

    def seconds(self, arguments, environment):
        start = time.monotonic()
        command = [str(self.executable), *arguments]
        done = subprocess.run(
            command, cwd=self.site.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=self.limit,
        )
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-1000:].strip()}")
        return time.monotonic() - start, done.stdout

    def target(self, host, rounds):
        """The first deploy, then each round the plan of an unchanged site beside a build of it, and one page changed."""
        environment = dict(programs.ENVIRONMENT, **host.environment)
        settings = self.site.folder / "content/site.yaml"
        text = settings.read_text(encoding="utf-8").split("deploy:")[0]
        settings.write_text(f"{text}deploy:\n  live:\n{host.settings}", encoding="utf-8")
        times = {"first": [], "build": [], "unchanged": [], "word": []}
        self.seconds(BUILD[1], environment)
        times["first"].append(self.seconds(FIRST[1], environment)[0])
        for turn in range(rounds):
            times["build"].append(self.seconds(BUILD[1], environment)[0])
            wall, said = self.seconds(PLAN[1], environment)
            summary = json.loads(said.splitlines()[-1])["deploy"]
            if summary["bytes"] or summary["added"] or summary["changed"]:
                raise Failed(f"{host.title}: an unchanged site was sent again")
            times["unchanged"].append(wall)
            files = summary["unchanged"]
            with self.site.edited.open("a", encoding="utf-8") as page:
                page.write(f"\nChanged {host.name} {turn} {time.time_ns()}.\n")
            times["word"].append(self.seconds(WORD[1], environment)[0])
        return files, times


def row(host, files, times):
    build, unchanged = median(times["build"]), median(times["unchanged"])
    cells = [
        host.title, f"{files:,}", f"{median(times['first']):.1f}", f"{unchanged:.2f}", f"{max(unchanged - build, 0):.2f}",
        f"{median(times['word']):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=lambda text: text.split(","), help="names of targets: " + ", ".join(HOSTS))
    parser.add_argument("--guidepost", help="the executable; else it is built now")
    parser.add_argument("--moto", help="moto_server, where it is not on the path")
    parser.add_argument("--folder", default="/dev/shm", help="where the site and the servers' files lie")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one command")
    options = parser.parse_args()
    executable = programs.guidepost(options.guidepost)
    folder = Path(tempfile.mkdtemp(prefix="guidepost-deploy-", dir=options.folder))
    try:
        run = Run(executable, Site(folder / "site", Guidepost(), options.pages, False).write(), options.limit)
        print(f"{date.today()}, {programs.version('guidepost', executable)}, {os.cpu_count()} cores; seconds\n")
        print("| target | files | first deploy | unchanged, in all | of it, beyond the build | one page changed |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
        for name, kind in HOSTS.items():
            if options.only and name not in options.only:
                continue
            try:
                with kind(folder / name, options) as host:
                    print(row(host, *run.target(host, options.rounds)), flush=True)
            except (Missing, Failed, subprocess.TimeoutExpired) as why:
                print(f"{name}: {why}", file=sys.stderr)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
