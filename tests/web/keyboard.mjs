// The repository's own site without a mouse, and without scripts.

import { newReader, open } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, pagesOf } from "./lib/sites.mjs";

export const purpose = "Tab reaches everything, in view and with a ring of 2 px or more; the skip link works; pages work without scripts";

const WIDTHS = [320, 1440];
const MOST_STOPS = 300;
const MOST_STOPS_IN_BANNER = 10;

export async function check(sites, report, browser) {
  for (const site of sites.filter(({ own }) => own)) {
    const server = await serve(site.folder, site.base);
    await checkTab(site, server, report, browser);
    await checkWithoutScripts(site, server, report, browser);
    await server.close();
  }
}

async function checkTab(site, server, report, browser) {
  for (const width of WIDTHS) {
    const context = await newReader(browser, { width });
    const page = await context.newPage();
    for (const file of pagesOf(site.folder)) {
      const address = server.home + addressOf(file);
      const { problems, stops } = await walk(page, address);
      report.result(site.name, `Tab at ${width} px: ${file}`, problems, `${stops} stops`);
      report.result(site.name, `skip link at ${width} px: ${file}`, await useSkipLink(page, address));
    }
    await context.close();
  }
}

/** Presses Tab until the page is through, and looks at each stop. */
export async function walk(page, address) {
  await open(page, address);
  const problems = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(lookAtFocus);
    if (stop.ended) {
      problems.push(...(await page.evaluate(findUnvisited)));
      return { problems: stops === 0 ? ["nothing takes the focus"] : problems, stops };
    }
    problems.push(...stop.problems);
  }
  return { problems: [`not through after ${MOST_STOPS} stops: a trap?`], stops: MOST_STOPS };
}

/** Runs in the browser: what is wrong with the focused element, and whether the walk is at its end. */
async function lookAtFocus() {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const element = document.activeElement;
  globalThis.visited ??= new Set();
  if (!element || element === document.body || globalThis.visited.has(element)) return { ended: true };
  globalThis.visited.add(element);
  const name = element.outerHTML.slice(0, 120);
  const styles = [element, element.closest("label"), ...(element.labels ?? [])].filter(Boolean).map((one) => getComputedStyle(one));
  const around = [...styles, getComputedStyle(element, "::before"), getComputedStyle(element, "::after")];
  const ringed = around.some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const inView = right - left >= 1 && bottom - top >= Math.min(box.height, 20) - 1;
  const hit = inView ? document.elementFromPoint((left + right) / 2, (top + bottom) / 2) : null;
  const covered = hit && !element.contains(hit) && !hit.contains(element) && ![...(element.labels ?? [])].some((label) => label.contains(hit));
  const problems = [];
  if (!ringed) problems.push(`no ring of 2 px or more: ${name}`);
  if (!inView) problems.push(`focused out of view: ${name}`);
  if (covered) problems.push(`focused under ${hit.outerHTML.slice(0, 80)}: ${name}`);
  return { ended: false, problems };
}

/** Runs in the browser: what a reader can click and Tab did not reach. */
function findUnvisited() {
  const controls = document.querySelectorAll("a[href], button, input, select, textarea, summary, audio[controls], video[controls]");
  return [...controls]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !one.disabled && !one.closest("[inert]"))
    .filter((one) => one.type !== "hidden" && one.type !== "radio" && !globalThis.visited?.has(one))
    .map((one) => `Tab does not reach ${one.outerHTML.slice(0, 120)}`);
}

/** The first stop after the consent banner must be the skip link, and lead to `#main`. */
async function useSkipLink(page, address) {
  await open(page, address);
  // A page without navigation, such as a worksheet, has nothing to skip.
  if ((await page.locator("nav").count()) === 0) return [];
  const stop = () =>
    page.evaluate(() => {
      const { activeElement: element } = document;
      const nav = !!element.closest("nav");
      return { consent: !!element.closest("#consent"), href: element.getAttribute("href"), nav, name: element.outerHTML.slice(0, 120) };
    });
  let first = { consent: true };
  for (let stops = 0; first.consent; stops += 1) {
    if (stops > MOST_STOPS_IN_BANNER) return ["Tab does not leave the consent banner"];
    await page.keyboard.press("Tab");
    first = await stop();
  }
  if (!first.href?.endsWith("#main")) return [`the first stop is no link to #main: ${first.name}`];
  if (!first.nav) return [`the skip link is not in a nav: ${first.name}`];
  await page.keyboard.press("Enter");
  await page.waitForTimeout(50);
  const focused = await page.evaluate(() => document.activeElement.id);
  return focused === "main" ? [] : [`after the skip link the focus is on "#${focused}", not on #main`];
}

async function checkWithoutScripts(site, server, report, browser) {
  const [plain, scripted] = await Promise.all([false, true].map((javaScriptEnabled) => newReader(browser, { javaScriptEnabled })));
  const [page, other] = await Promise.all([plain.newPage(), scripted.newPage()]);
  for (const file of pagesOf(site.folder)) {
    await Promise.all([page, other].map((one) => one.goto(server.home + addressOf(file), { waitUntil: "load" })));
    const problems = [];
    if (!(await page.locator("#main h1").first().isVisible())) problems.push("no visible h1 in #main");
    if (await page.locator("section#consent").first().isVisible()) problems.push("the banner is shown, but its buttons cannot work");
    const [without, having] = await Promise.all([page, other].map((one) => one.locator("#main").innerText()));
    const share = wordsOf(without) / Math.max(wordsOf(having), 1);
    if (share < 0.9) problems.push(`only ${Math.round(share * 100)} % of the words in #main are shown`);
    report.result(site.name, `without scripts: ${file}`, problems);
  }
  await Promise.all([plain.close(), scripted.close()]);
}

const wordsOf = (text) => text.split(/\s+/).filter(Boolean).length;
