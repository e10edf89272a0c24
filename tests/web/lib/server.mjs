// A static server on the loopback address, as plain as the plainest host: no rewriting, no added markup.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";

const TYPES = {
  ".avif": "image/avif",
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".ics": "text/calendar; charset=utf-8",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml; charset=utf-8",
};

/**
 * Serves the files of `folder` under `prefix` (which begins and ends with "/").
 * A folder answers with its index.html, without its closing slash with 308; what is missing with 404.html and status 404.
 * @returns {Promise<{ origin: string, home: string, close: () => Promise<void> }>}
 */
export async function serve(folder, prefix = "/") {
  const root = resolve(folder);
  const server = createServer((request, response) => answer(root, prefix, request, response));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { origin, home: origin + prefix, close };
}

function answer(root, prefix, request, response) {
  const [address, query] = request.url.split("?", 2);
  const path = fileFor(root, prefix, address);
  if (path === undefined) return sendMissing(root, request, response);
  if (isFolder(path) && !address.endsWith("/")) {
    response.writeHead(308, { Location: `${address}/${query === undefined ? "" : `?${query}`}` }).end();
    return undefined;
  }
  const file = address.endsWith("/") ? join(path, "index.html") : path;
  return isFile(file) ? send(200, file, request, response) : sendMissing(root, request, response);
}

/** The path that an address names, or nothing where it lies outside the prefix or the folder. */
function fileFor(root, prefix, address) {
  if (!address.startsWith(prefix)) return undefined;
  try {
    const path = resolve(root, decodeURIComponent(address.slice(prefix.length)));
    return path === root || path.startsWith(root + sep) ? path : undefined;
  } catch {
    return undefined;
  }
}

function sendMissing(root, request, response) {
  const page = join(root, "404.html");
  if (isFile(page)) return send(404, page, request, response);
  return response.writeHead(404, { "Content-Type": TYPES[".txt"] }).end("Not found\n");
}

function send(status, file, request, response) {
  const type = TYPES[extname(file).toLowerCase()] ?? "application/octet-stream";
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": statSync(file).size,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  if (request.method === "HEAD") return response.end();
  return createReadStream(file).pipe(response);
}

const isFile = (path) => existsSync(path) && statSync(path).isFile();
const isFolder = (path) => existsSync(path) && statSync(path).isDirectory();
