"""The calls of Netlify's interface that deploying makes, as its documentation describes them."""
import hashlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


class Service(ThreadingHTTPServer):
    """One site, with its files by the SHA-1 of their bytes."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.blobs, self.deploys, self.published = {}, [], None

    def files(self):
        return {} if self.published is None else self.deploys[self.published]["files"]

    def deploy(self, number):
        deploy = self.deploys[number]
        deploy["lacking"] -= self.blobs.keys()
        if not deploy["lacking"]:
            self.published = max(number, self.published or 0)
        state = "uploading" if deploy["lacking"] else "ready"
        return {"id": f"d{number}", "state": state, "required": sorted(deploy["lacking"]), "created_at": f"{number:09}"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, value):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

    def handle_call(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = unquote(url.path).removeprefix("/api/v1/").split("/", 3)
        self.answer(getattr(self, f"{parts[0]}_{self.command}")(parts[2:], parse_qs(url.query), body))

    do_GET = do_POST = do_PUT = handle_call

    def sites_GET(self, rest, query, _):
        files = self.server.files()
        if not rest:
            return {"id": "x", "ssl_url": "https://lamps.netlify.app"}
        if len(rest) == 2:
            return self.server.blobs[files["/" + rest[1]]]
        page, size = int(query["page"][0]), int(query["per_page"][0])
        some = sorted(files.items())[(page - 1) * size:page * size]
        return [{"id": path, "path": path, "sha": sha, "size": len(self.server.blobs[sha])} for path, sha in some]

    def sites_POST(self, rest, query, body):
        files = json.loads(body)["files"]
        self.server.deploys.append({"files": files, "lacking": set(files.values())})
        return self.server.deploy(len(self.server.deploys) - 1)

    def deploys_GET(self, rest, query, _):
        return self.server.deploy(int(self.path.rsplit("/d", 1)[1]))

    def deploys_PUT(self, rest, query, body):
        self.server.blobs[hashlib.sha1(body).hexdigest()] = body
        return {"id": "file"}
