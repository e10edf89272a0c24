// The preview in a browser: what is saved is shown, what is wrong is told, and the reader stays where he was.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { newReader, watch } from "./lib/browser.mjs";

export const purpose = "a saved change is shown in place, a style without a reload; an overlay tells what is wrong";

const PATIENCE = 60_000;
const GUIDE = "content/publish-your-first-guide";
const SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>';
const STEP = "publish-your-first-guide/write-your-steps/";

export async function check(sites, report, browser, workspace, program) {
  const folder = join(workspace, "preview");
  copyOwnSite(folder);
  const preview = await start(program, folder);
  const context = await newReader(browser, { width: 900 });
  try {
    const page = await context.newPage();
    const watcher = watch(page, preview.home);
    await page.goto(preview.home + STEP);
    const notes = { page, folder, report };
    await showsWords(notes);
    await comesBack(notes);
    await swapsStyles(notes);
    await tellsErrors(notes);
    await showsImages(notes);
    // A page that is loaded again lets go of its stream of events.
    const problems = watcher.take().filter((problem) => !problem.includes("/_guidepost/events"));
    report.result("own", "no violation of a policy, and no error", problems);
    await survivesARestart({ context, report, program, workspace });
    await waitsForTheFirst({ context, folder, report, program });
  } finally {
    await context.close();
    await preview.stop();
  }
}

/** A saved word is shown, and the reader stays where he was. */
async function showsWords({ page, folder, report }) {
  const file = join(folder, GUIDE, "03-write-your-steps.md");
  await page.evaluate(() => scrollTo(0, 400));
  await page.locator("main a[href]").first().evaluate((link) => link.focus({ preventScroll: true }));
  const before = await page.evaluate(() => ({ y: scrollY, focus: document.activeElement.outerHTML }));
  edit(file, (text) => `${text}\nA word that was saved just now.\n`);
  await page.getByText("A word that was saved just now.").waitFor({ timeout: PATIENCE });
  await page.waitForFunction((y) => scrollY === y, before.y, { timeout: PATIENCE }).catch(() => {});
  const after = await page.evaluate(() => ({ y: scrollY, focus: document.activeElement.outerHTML }));
  report.result("own", "a word is shown; place and focus are kept", differences(before, after));
}

/** A page that the browser kept while the reader was elsewhere, and shows again at Back, shows what was saved meanwhile. */
async function comesBack({ page, folder, report }) {
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
  edit(join(folder, GUIDE, "03-write-your-steps.md"), (text) => `${text}\nA word that was saved meanwhile.\n`);
  const isBuilt = async () => (await (await fetch(location.href, { cache: "no-store" })).text()).includes("saved meanwhile");
  await page.waitForFunction(isBuilt, undefined, { timeout: PATIENCE });
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await page.getByText("A word that was saved meanwhile.").waitFor({ timeout: PATIENCE });
  report.result("own", "a page that comes back at Back shows what was saved meanwhile", []);
}

/** A style is swapped: the page is not loaded again. */
async function swapsStyles({ page, folder, report }) {
  await page.evaluate(() => { globalThis.sameDocument = true; });
  edit(join(folder, "themes/lantern/assets/css/lantern.css"), (css) => `${css}\nbody { outline: 3px solid rgb(1, 2, 3) }\n`);
  const isSwapped = () => getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)";
  await page.waitForFunction(isSwapped, undefined, { timeout: PATIENCE });
  const isSame = await page.evaluate(() => globalThis.sameDocument === true);
  const sheets = await page.evaluate(() => document.querySelectorAll("link[rel~='stylesheet'][href*='lantern.']").length);
  const problems = [];
  if (!isSame) problems.push("the page was loaded again");
  if (sheets !== 1) problems.push(`${sheets} style sheets of the theme are left`);
  report.result("own", "a style is swapped without a reload", problems);
}

/** The overlay lists what is wrong, goes when it is told to, and goes by itself once all is mended. */
async function tellsErrors({ page, folder, report }) {
  const file = join(folder, GUIDE, "04-preview-it.md");
  const good = readFileSync(file, "utf8");
  const overlay = page.locator("guidepost-overlay");
  const region = page.getByRole("region", { name: "What is wrong with the site" });
  save(file, good.replace("---", "---\ntitel: X"));
  await region.waitFor({ timeout: PATIENCE });
  const text = await region.innerText();
  const wanted = ["1 error", "unknown-key", "04-preview-it.md:2:1", "title"];
  report.result("own", "the overlay says what is wrong, where, and how to mend it", wanted.filter((part) => !text.includes(part)).map((part) => `“${part}” is missing in:\n${text}`));
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run("guidepost-overlay"));
  report.result("own", "axe finds nothing in the overlay", violations.map(({ id, help }) => `${id}: ${help}`));
  await page.keyboard.press("Escape");
  await overlay.waitFor({ state: "detached", timeout: PATIENCE });
  save(file, good.replace("---", "---\ntitel: X\nslugg: y"));
  await region.waitFor({ timeout: PATIENCE });
  await page.getByRole("button", { name: "Dismiss" }).click();
  await overlay.waitFor({ state: "detached", timeout: PATIENCE });
  save(file, good.replace("---", "---\ndraf: true"));
  await region.waitFor({ timeout: PATIENCE });
  save(file, good);
  await overlay.waitFor({ state: "detached", timeout: PATIENCE });
  await page.locator("#main h1").waitFor({ timeout: PATIENCE });
  report.result("own", "the overlay goes at Esc, at its button, and once all is mended", []);
}

/** An image keeps its address when it changes; the page shows the new one all the same. */
async function showsImages({ page, folder, report }) {
  const image = "main img[src$='lantern-path.svg']";
  await page.goto(new URL("../../rebuilding-trust/", page.url()).href);
  await page.waitForFunction((image) => document.querySelector(image).naturalWidth > 0, image, { timeout: PATIENCE });
  edit(join(folder, "content/rebuilding-trust/lantern-path.svg"), () => SQUARE);
  const isNew = (image) => {
    const { naturalWidth: width, naturalHeight: height } = document.querySelector(image) || {};
    return width > 0 && width === height;
  };
  await page.waitForFunction(isNew, image, { timeout: PATIENCE });
  report.result("own", "a changed image is shown", []);
}

/** Another preview at the same address counts its builds anew: a page of the one before is not taken for its own. */
async function survivesARestart({ context, report, program, workspace }) {
  const folder = join(workspace, "restart");
  copyOwnSite(folder);
  const first = await start(program, folder);
  const page = await context.newPage();
  await page.goto(first.home + STEP);
  await page.locator("#main h1").waitFor({ timeout: PATIENCE });
  await first.stop();
  edit(join(folder, GUIDE, "03-write-your-steps.md"), (text) => `${text}\nA word between two previews.\n`);
  const second = await start(program, folder, new URL(first.home).port);
  await page.getByText("A word between two previews.").waitFor({ timeout: PATIENCE });
  await second.stop();
  await page.close();
  report.result("own", "a page follows a preview that was started again", []);
}

/** A site that is broken from the start is served as soon as it is mended. */
async function waitsForTheFirst({ context, folder, report, program }) {
  const settings = join(folder, "content/site.yaml");
  const good = readFileSync(settings, "utf8");
  save(settings, "titel: [\n");
  const preview = await start(program, folder);
  const page = await context.newPage();
  const answer = await page.goto(preview.home);
  const text = await page.locator("main").innerText();
  save(settings, good);
  await page.locator("#main").waitFor({ timeout: PATIENCE });
  await preview.stop();
  const problems = [];
  if (answer.status() !== 503) problems.push(`status ${answer.status()} before the first good build`);
  if (!text.includes("content/site.yaml:")) problems.push(`the page does not say what is wrong: ${text}`);
  report.result("own", "a broken start says so, and shows the site once it is mended", problems);
}

function copyOwnSite(folder) {
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const part of ["content", "themes"]) cpSync(join(repository, part), join(folder, part), { recursive: true });
}

/** Starts a preview; its first line is its address. */
function start(program, folder, port = "0") {
  const child = spawn(program, ["serve", "--port", port, "--site", folder], { stdio: ["ignore", "pipe", "ignore"] });
  return new Promise((done, fail) => {
    let told = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text) => {
      told += text;
      if (told.includes("\n")) done({ home: told.split("\n")[0], stop: () => stopped(child) });
    });
    child.once("exit", (status) => fail(new Error(`the preview ended with ${status}`)));
    child.once("error", fail);
  });
}

function stopped(child) {
  return new Promise((done) => {
    child.once("exit", done);
    child.kill("SIGKILL");
  });
}

function edit(file, change) {
  save(file, change(readFileSync(file, "utf8")));
}

/** As editors save: a new file takes the place of the old one. */
function save(file, text) {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function differences(before, after) {
  return Object.keys(before).filter((key) => before[key] !== after[key]).map((key) => `${key} was ${before[key]}, and is ${after[key]}`);
}
