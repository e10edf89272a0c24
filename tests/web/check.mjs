// Builds every good site with the given program and checks what came out, as browsers and validators see it.
// node tests/web/check.mjs --program target/debug/guidepost [--counts FILE] [--keep FOLDER] [CHECK…]
// CHECK is one of the names below (default: all); --keep leaves the built sites in a new folder.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as action from "./action.mjs";
import * as axe from "./axe.mjs";
import * as comments from "./comments.mjs";
import * as consent from "./consent.mjs";
import * as disk from "./disk.mjs";
import * as html from "./html.mjs";
import * as keyboard from "./keyboard.mjs";
import { startBrowser } from "./lib/browser.mjs";
import { KNOWN } from "./lib/known.mjs";
import { Report } from "./lib/report.mjs";
import { buildSite, findSites } from "./lib/sites.mjs";
import { maker } from "./lib/trial.mjs";
import * as links from "./links.mjs";
import * as preview from "./preview.mjs";
import * as print from "./print.mjs";
import * as progress from "./progress.mjs";
import * as weight from "./weight.mjs";

const CHECKS = { links, html, weight, print, disk, keyboard, axe, comments, action, progress, consent, preview };
const OPTIONS = { program: { type: "string" }, counts: { type: "string" }, keep: { type: "string" } };

const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in CHECKS));
if (unknown.length > 0 || values.program === undefined) {
  console.error(`usage: node tests/web/check.mjs --program PROGRAM [--counts FILE] [--keep FOLDER] [${Object.keys(CHECKS).join("|")}]…`);
  process.exit(2);
}

const workspace = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), "guidepost-web-"));
mkdirSync(workspace, { recursive: true });
const make = maker(resolve(values.program), workspace);
const report = new Report(KNOWN);
const browser = await startBrowser();
try {
  const sites = buildSites(resolve(values.program));
  for (const name of positionals.length > 0 ? positionals : Object.keys(CHECKS)) await run(name, sites);
} finally {
  await browser.close();
  if (!values.keep) rmSync(workspace, { recursive: true, force: true });
}
if (values.counts) writeFileSync(values.counts, `${report.passed} ${report.failed}\n`);
console.log(`\nweb checks: ${report.passed} good, ${report.failed} bad`);
process.exitCode = report.failed === 0 ? 0 : 1;

/** Builds all sites; the checks see those that were built. */
function buildSites(program) {
  report.begin("build", "every good site builds, plain and portable");
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  const sites = findSites(repository).map((site) => buildSite(program, site, workspace));
  for (const { name, problems } of sites) report.result(name, "builds", problems);
  return sites.filter(({ problems }) => problems.length === 0);
}

/** Runs one check; what it throws is a failure of that check, and the others still run. */
async function run(name, sites) {
  const start = performance.now();
  report.begin(name, CHECKS[name].purpose);
  try {
    await CHECKS[name].check(sites, report, browser, workspace, resolve(values.program), make);
    report.end();
  } catch (error) {
    report.result("all", "ran to its end", [error.stack]);
  }
  console.log(`     ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
