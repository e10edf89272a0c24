// Pictures of built sites, to look at: no test.
// node tests/web/shots.mjs OUTDIR SITE_DIR… [--pages a/,b/] [--widths 360,768,1440] [--window]
// SITE_DIR is a built site; --pages are addresses under its home page ("" is home); --window pictures the window, not the whole page.

import { mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SCHEMES, heightFor, newReader, open, startBrowser } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, pagesOf } from "./lib/sites.mjs";

const OPTIONS = { pages: { type: "string" }, widths: { type: "string", default: "360,768,1440" }, window: { type: "boolean", default: false } };

const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
const [target, ...folders] = positionals;
if (target === undefined || folders.length === 0) {
  console.error("usage: node tests/web/shots.mjs OUTDIR SITE_DIR… [--pages a/,b/] [--widths 360,768,1440] [--window]");
  process.exit(2);
}
mkdirSync(target, { recursive: true });
const widths = values.widths.split(",").map(Number);
const browser = await startBrowser();
for (const folder of folders) await shoot(folder);
await browser.close();

async function shoot(folder) {
  const server = await serve(folder);
  const addresses = values.pages?.split(",") ?? pagesOf(folder).map(addressOf);
  for (const scheme of SCHEMES) {
    const context = await newReader(browser, { scheme });
    const page = await context.newPage();
    for (const address of addresses) {
      for (const width of widths) await shootPage({ page, folder, home: server.home, address, scheme, width });
    }
    await context.close();
  }
  await server.close();
}

async function shootPage({ page, folder, home, address, scheme, width }) {
  await page.setViewportSize({ width, height: heightFor(width) });
  await open(page, home + address);
  const name = address.replace(/\/$/, "").replaceAll("/", "_") || "home";
  const path = join(target, `${basename(resolve(folder))}-${decodeURIComponent(name)}-${width}-${scheme}.png`);
  await page.screenshot({ path, fullPage: !values.window });
  console.log(path);
}
