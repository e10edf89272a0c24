// Chromium, as quiet as it can be made: nothing but the page under test may use the network.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // A name that is no loopback address is never looked up, so a page that calls elsewhere is seen and stays here.
  // Third parties are played by a server of ours, under names that end in .test.
  "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export const WIDTHS = [320, 768, 1440];
export const SCHEMES = ["light", "dark"];

/** Starts the browser that `CHROMIUM` names, else the first one found. */
export async function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(`no browser found: install Debian's "chromium", or set CHROMIUM to the path of one`);
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A fresh reader: own storage, no motion. `width` in CSS pixels; `more` are further context options. */
export async function newReader(browser, { scheme = "light", width = 1440, ...more } = {}) {
  const context = await browser.newContext({
    colorScheme: scheme,
    reducedMotion: "reduce",
    viewport: { width, height: heightFor(width) },
    ...more,
  });
  context.setDefaultTimeout(60_000);
  return context;
}

/** Heights in CSS pixels of common screens of that width. */
export function heightFor(width) {
  if (width < 600) return 640;
  return width < 1100 ? 1024 : 900;
}

/**
 * Notes what goes wrong while a page loads: console errors (policy violations are among them), exceptions,
 * requests that fail, answers of 400 and more, and requests to another origin than `home`'s.
 * @returns {{ take: () => string[], stop: () => void }} `take` gives what was noted since the last call
 */
export function watch(page, home) {
  let problems = [];
  const origin = new URL(home).origin;
  const handlers = {
    console: (message) => message.type() === "error" && problems.push(`console: ${message.text()}`),
    pageerror: (error) => problems.push(`exception: ${error.message}`),
    requestfailed: (request) => isLeftBehind(request) || problems.push(`request failed: ${request.url()} (${request.failure()?.errorText})`),
    response: (response) => response.status() >= 400 && problems.push(`status ${response.status()}: ${response.url()}`),
    request: (request) => isForeign(request.url(), origin) && problems.push(`request to another origin: ${request.url()}`),
  };
  for (const [event, handler] of Object.entries(handlers)) page.on(event, handler);
  return {
    take: () => problems.splice(0),
    stop: () => Object.entries(handlers).forEach(([event, handler]) => page.off(event, handler)),
  };
}

/** The page's icon, which the browser fetches when it likes, and lets go of when the page is left meanwhile. */
function isLeftBehind(request) {
  return request.failure()?.errorText === "net::ERR_ABORTED" && request.url().endsWith(".svg");
}

function isForeign(address, origin) {
  const url = new URL(address);
  if (url.protocol === "data:" || url.protocol === "blob:") return false;
  return url.protocol === "file:" ? origin !== "null" : url.origin !== origin;
}

/** Opens an address and waits until its fonts are there too. */
export async function open(page, address) {
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
