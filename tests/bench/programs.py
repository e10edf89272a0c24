"""The programs that are measured: how each is found, asked for its version, and run."""
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import sites

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENT = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8")


class Program:
    """One generator with one kind of site.

    `executable` is None where it is not installed. `build` and `serve` are the arguments after it; `{port}` is filled in.
    `port` is None where the program takes a free one and says which in its first line.
    """

    def __init__(self, title, executable, layout, build, serve, rubbish, takes_port=True, only_serves=False):
        self.title, self.executable, self.layout = title, executable, layout
        self.build, self.serve, self.rubbish = build, serve, rubbish
        self.takes_port, self.only_serves = takes_port, only_serves

    @property
    def name(self):
        return self.title

    def command(self, arguments, **values):
        return [str(self.executable), *(argument.format(**values) for argument in arguments)]


def guidepost(given):
    """The executable of this repository, built now unless one is given."""
    if given:
        return Path(given).resolve()
    command = ["cargo", "build", "--release", "--locked", "--message-format=json-render-diagnostics"]
    lines = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return Path(next(found for line in lines if (found := json.loads(line).get("executable"))))


def found(name):
    """An executable given as the variable HUGO or ZOLA, or found on the path."""
    return os.environ.get(name.upper()) or shutil.which(name)


def all_programs(ours):
    hugo, zola = found("hugo"), found("zola")
    of_guidepost = ([".guidepost", "public"], ["build"], ["serve", "--port", "0"])
    of_hugo = (["public", "resources", ".hugo_build.lock"], ["--quiet"], ["server", "--bind", "127.0.0.1", "--port", "{port}"])
    of_zola = (["public"], ["build", "--force"], ["serve", "--interface", "127.0.0.1", "--port", "{port}"])

    def program(title, executable, layout, parts, **more):
        rubbish, build, serve = parts
        return Program(title, executable, layout, build, serve, rubbish, **more)

    fast = (of_zola[0], of_zola[1], [*of_zola[2], "--fast", "--debounce", "20"])
    return {
        "guidepost": program("guidepost", ours, sites.Guidepost(), of_guidepost, takes_port=False),
        "lantern": program("guidepost, lantern", ours, sites.Lantern(), of_guidepost, takes_port=False),
        "hugo": program("Hugo", hugo, sites.Hugo(), of_hugo),
        "zola": program("Zola", zola, sites.Zola(), of_zola),
        "zola-by-hand": program("Zola, navigation by hand", zola, sites.ZolaByHand(), of_zola),
        "zola-fast": program("Zola --fast --debounce 20", zola, sites.ZolaByHand(), fast, only_serves=True),
    }


def version(key, executable):
    """What a program says of itself, in short."""
    argument = "version" if key == "hugo" else "--version"
    said = subprocess.run([executable, argument], capture_output=True, text=True, env=ENVIRONMENT).stdout
    return re.search(r"\d+\.\d+\.\d+", said.splitlines()[-1])[0]
