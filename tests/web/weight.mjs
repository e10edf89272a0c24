// What a first visit to a step page costs the reader.

import { extname } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { newReader, open } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { OWN_PAGES } from "./lib/sites.mjs";

const KB = 1024;
/** Limits of a step page: bytes as sent (text compressed with Brotli), and requests. */
const LIMITS = { total: 80 * KB, requests: 8, styles: 8 * KB, scripts: 5 * KB, font: 45 * KB };
const SENT_AS_THEY_ARE = [".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp", ".woff2"];

export const purpose = "a step page within 80 KB and 8 requests, styles 8 KB, scripts 5 KB, each font 45 KB";

export async function check(sites, report, browser) {
  for (const site of sites.filter(({ own }) => own)) {
    const server = await serve(site.folder, site.base);
    for (const kind of ["step", "home", "overview", "action"]) {
      const files = await filesLoaded(browser, server.home + OWN_PAGES[kind]);
      const figures = add(files);
      report.result(site.name, `${kind} page`, kind === "step" ? problemsOf(figures, files) : missing(files), describe(figures));
      if (kind !== "step") continue;
      for (const { path, bytes } of files) console.log(`     ${inKb(bytes)}  ${path}`);
    }
    await server.close();
  }
}

/** Everything that a new reader's browser asks for, down to the end of the page. */
async function filesLoaded(browser, address) {
  const context = await newReader(browser, { width: 768 });
  const page = await context.newPage();
  const responses = [];
  page.on("response", (response) => responses.push(response));
  await open(page, address);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForLoadState("networkidle");
  const files = await Promise.all(responses.map(weigh));
  await context.close();
  return files;
}

async function weigh(response) {
  const path = new URL(response.url()).pathname;
  const body = await response.body();
  const bytes = SENT_AS_THEY_ARE.includes(extname(path)) ? body.length : brotliCompressSync(body).length;
  return { path, bytes, status: response.status(), kind: response.request().resourceType() };
}

function add(files) {
  const sum = (kind) => files.filter((file) => kind === undefined || file.kind === kind).reduce((total, { bytes }) => total + bytes, 0);
  const fonts = files.filter(({ kind }) => kind === "font").map(({ bytes }) => bytes);
  return { total: sum(), requests: files.length, styles: sum("stylesheet"), scripts: sum("script"), font: Math.max(0, ...fonts) };
}

function problemsOf(figures, files) {
  const over = Object.keys(LIMITS).filter((name) => figures[name] > LIMITS[name]);
  const show = (name, number) => (name === "requests" ? String(number) : inKb(number));
  return [...missing(files), ...over.map((name) => `${name}: ${show(name, figures[name])}, at most ${show(name, LIMITS[name])}`)];
}

const missing = (files) => files.filter(({ status }) => status !== 200).map(({ path, status }) => `${path}: status ${status}`);
const describe = ({ total, requests, styles, scripts, font }) =>
  `${inKb(total)} in ${requests} requests; styles ${inKb(styles)}, scripts ${inKb(scripts)}, largest font ${inKb(font)}`;
const inKb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
