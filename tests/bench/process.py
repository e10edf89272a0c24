"""Runs a command and measures it from outside."""
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

from programs import ENVIRONMENT


@dataclass
class Cost:
    """Seconds of wall and CPU time (user and system), and the peak of resident memory in MB."""

    wall: float
    cpu: float
    peak: float | None = None


class Failed(Exception):
    """A program did not do what was asked of it."""


def run(command, folder, limit):
    """Runs a command to its end. What it says is shown only if it fails or takes longer than `limit` seconds."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        alarm = signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise Failed(f"{' '.join(command)} ended with {process.returncode}: {said.read()[-1000:].strip()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cpu_of(pid):
    """The CPU seconds that a running process and its threads have used."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(pid):
    """The peak of resident memory of a running process, in MB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def end(process):
    """Ends a process that was started in a session of its own, and all that it started."""
    for wanted in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wanted)
            process.wait(10)
            return
        except ProcessLookupError:
            process.wait()
            return
        except subprocess.TimeoutExpired:
            continue
