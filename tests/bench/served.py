"""From the edit of a file to the first answer of the preview server that shows it."""
import http.client
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import edits
from process import Cost, Failed, cpu_of, end, peak_of
from programs import ENVIRONMENT


class Reader:
    """A browser that keeps its connection."""

    def __init__(self, host, port):
        self.connection = http.client.HTTPConnection(host, port, timeout=120)

    def get(self, path):
        """The page, or nothing where there is no answer yet."""
        try:
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            body = answer.read()
            return body if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return b""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(program, site):
    """A running preview server, and a reader of it."""
    port = free_port() if program.takes_port else None
    command = program.command(program.serve, port=port)
    process = subprocess.Popen(
        command, cwd=site.folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        host = "127.0.0.1"
        if port is None:
            address = urlsplit(process.stdout.readline().decode().strip())
            if not address.port:
                raise Failed(f"{' '.join(command)} did not say where it serves")
            host, port = address.hostname, address.port
        # What it prints later must not fill the pipe.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield process, Reader(host, port)
    finally:
        end(process)


def wait_for(reader, url, word, process, limit, pause):
    """Reads a page until it has a word; the seconds that took."""
    start = time.monotonic()
    while word not in reader.get(url):
        if process.poll() is not None or time.monotonic() - start > limit:
            raise Failed(f"“{word.decode()}” was never served at {url}")
        time.sleep(pause)
    return time.monotonic() - start


def measure(program, site, count, rest, limit):
    """Starts the server and makes edits of one word; the cost of each, and the seconds until the first page came."""
    edit = edits.of_step(site)
    with server(program, site) as (process, reader):
        up = wait_for(reader, site.url, b"Guidebook", process, limit, 0.01)
        costs = []
        try:
            for _ in range(count):
                time.sleep(rest)
                used, start = cpu_of(process.pid), time.monotonic()
                word = edit.make().encode()
                wait_for(reader, site.url, word, process, limit, 0.001)
                wall = time.monotonic() - start
                # It may still be at work on the rest of the site.
                time.sleep(min(wall, 1))
                costs.append(Cost(wall, cpu_of(process.pid) - used, peak_of(process.pid)))
        finally:
            edit.undo()
    return up, costs
