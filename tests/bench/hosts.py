"""Places to deploy to: folders, a repository, and servers on loopback that are started and ended with the measurement."""
import http.client
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from netlify import Service


class Missing(Exception):
    """A program that a host needs is not installed."""


def program(name, given=None):
    found = given or shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        raise Missing(f"{name} is not installed")
    return found


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port, process):
    for _ in range(600):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise Missing(f"{process.args[0]} does not answer")


class Host:
    """A place: what the site's settings say of it, and what the program's environment needs."""

    name = title = ""

    def __init__(self, folder, options):
        self.folder, self.options = Path(folder), options
        self.folder.mkdir(parents=True)
        self.environment, self.settings, self.process = {}, "", None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def start(self):
        raise NotImplementedError

    def serve(self, command, port):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        answers(port, self.process)


class Folder(Host):
    name, title = "folder", "folder"

    def start(self):
        self.settings = f"    to: file:{self.folder}/www\n"


class Zip(Host):
    name, title = "zip", "archive"

    def start(self):
        self.settings = f"    to: zip:{self.folder}/site.zip\n"


class Git(Host):
    name, title = "git", "git branch"

    def start(self):
        bare = self.folder / "bare.git"
        subprocess.run([program("git"), "init", "-q", "--bare", str(bare)], check=True)
        self.settings = f"    to: git:{bare}\n"


class Ssh(Host):
    """A server of OpenSSH, and an `ssh` that knows it as “box”."""

    name, title = "ssh", "ssh"

    def start(self):
        port, keys = free_port(), {}
        for key in ("host", "user"):
            keys[key] = self.folder / key
            subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", keys[key]], check=True)
        os.makedirs("/run/sshd", exist_ok=True)
        shutil.copy(keys["user"].with_suffix(".pub"), self.folder / "authorized")
        (self.folder / "sshd").write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {keys['host']}\nAuthorizedKeysFile {self.folder}/authorized\n"
            f"UsePAM no\nStrictModes no\nPidFile none\nPermitRootLogin prohibit-password\n"
            f"Subsystem sftp internal-sftp\n"
        )
        public = keys["host"].with_suffix(".pub").read_text()
        (self.folder / "known").write_text(f"[127.0.0.1]:{port} {public}")
        (self.folder / "config").write_text(
            f"Host box\n HostName 127.0.0.1\n Port {port}\n IdentityFile {keys['user']}\n IdentitiesOnly yes\n"
            f" IdentityAgent none\n UserKnownHostsFile {self.folder}/known\n GlobalKnownHostsFile none\n"
        )
        path = self.folder / "bin/ssh"
        path.parent.mkdir()
        path.write_text(f'#!/bin/sh\nexec {program("ssh")} -F {self.folder}/config "$@"\n')
        path.chmod(0o755)
        self.serve([program("sshd"), "-D", "-f", str(self.folder / "sshd")], port)
        self.environment = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        self.settings = f"    to: ssh:box:{self.folder}/www\n"


class S3(Host):
    """moto, a service like S3 in one process of Python: it is what is slow here."""

    name, title = "s3", "S3 (moto)"

    def start(self):
        port = free_port()
        self.serve([program("moto_server", self.options.moto), "-H", "127.0.0.1", "-p", str(port)], port)
        client = http.client.HTTPConnection("127.0.0.1", port)
        client.request("PUT", "/lamps", headers={"Authorization": "AWS4-HMAC-SHA256 Credential=x/20261126/us-east-1/s3/aws4_request"})
        client.getresponse().read()
        self.environment = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        self.settings = f"    to: s3:lamps\n    endpoint: http://127.0.0.1:{port}\n"


class Netlify(Host):
    name, title = "netlify", "Netlify (emulated)"

    def start(self):
        self.service = Service()
        threading.Thread(target=self.service.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{self.service.server_address[1]}/api/v1"
        self.environment = {"NETLIFY_API_URL": url, "NETLIFY_AUTH_TOKEN": "x"}
        self.settings = "    to: netlify:lamps\n"

    def __exit__(self, *_):
        self.service.shutdown()
        self.service.server_close()


HOSTS = {host.name: host for host in (Folder, Zip, Git, Ssh, S3, Netlify)}
