// Third parties: one server on the loopback address under many names, which counts what is asked of it.

import { createServer } from "node:http";

const TYPES = { js: "text/javascript", gif: "image/gif", html: "text/html; charset=utf-8" };
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
/** How much later the slow script comes than one that was asked for after it, in milliseconds. */
const SLOW = 150;

const ran = (name) => `window.ran = [...(window.ran ?? []), "${name}"];`;
const SCRIPTS = {
  "/slow.js": ran("slow"),
  "/quick.js": ran("quick"),
  // It writes its cookies again ten times a second, and in every way it can.
  "/tracker.js": `${ran("tracker")} setInterval(() => {
    for (const path of ["/", location.pathname]) {
      document.cookie = "_track=1; path=" + path + "; max-age=999999";
      document.cookie = "_visit_" + location.port + "=1; path=" + path + "; max-age=999999";
    }
  }, 100);`,
};

export class Parties {
  #server;
  /** What was asked for, as `host/path`, in order. */
  requests = [];

  static async open() {
    const parties = new Parties();
    parties.#server = createServer((request, response) => parties.#answer(request, response));
    await new Promise((done) => parties.#server.listen(0, "127.0.0.1", done));
    parties.port = parties.#server.address().port;
    return parties;
  }

  close() {
    return new Promise((done) => {
      this.#server.close(done);
      this.#server.closeAllConnections();
    });
  }

  forget() {
    this.requests = [];
  }

  /** How often something whose host or path contains `part` was asked for. */
  count(part = "") {
    return this.requests.filter((request) => request.includes(part)).length;
  }

  #answer(request, response) {
    const { pathname } = new URL(request.url, "http://x");
    if (pathname === "/favicon.ico") return response.writeHead(204).end();
    this.requests.push(request.headers.host.split(":")[0] + pathname);
    const ending = pathname.split(".")[1] ?? "html";
    const send = () => {
      const body = SCRIPTS[pathname] ?? (ending === "gif" ? PIXEL : "<title>Elsewhere</title><p>From elsewhere.");
      response.writeHead(200, { "Content-Type": TYPES[ending] ?? TYPES.html, "Cache-Control": "no-store" }).end(body);
    };
    return pathname === "/slow.js" ? setTimeout(send, SLOW) : send();
  }
}
