// Every page in a real browser, light and dark, from a small phone to a wide screen: accessible, quiet, and no wider than its window.

import axe from "axe-core";
import { SCHEMES, WIDTHS, heightFor, newReader, open, watch } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, pagesOf } from "./lib/sites.mjs";

export const purpose = "no violation found by axe, nothing on the console, no call elsewhere, no sideways scroll at 320 px";

/** Rules beside axe's own choice. */
const RULES = { "target-size": { enabled: true } };
const ALL = SCHEMES.flatMap((scheme) => WIDTHS.map((width) => ({ scheme, width })));

export async function check(sites, report, browser) {
  let turn = 0;
  for (const site of sites) {
    const server = await serve(site.folder, site.base);
    const problems = new Map(pagesOf(site.folder).map((file) => [file, []]));
    const visits = [...problems.keys()].map((file) => ({ file, views: site.own ? ALL : viewsInTurn(turn++) }));
    await Promise.all(SCHEMES.map((scheme) => visitAll({ browser, server, scheme, visits, problems })));
    await server.close();
    for (const { file, views } of visits) {
      const seen = views.map(({ scheme, width }) => `${scheme} ${width}`).join(", ");
      report.result(site.name, file, problems.get(file), views === ALL ? "all views" : seen);
    }
  }
}

/** A fixture's page is seen at 320 px, where most goes wrong, and in one more view, another one for each page. */
function viewsInTurn(turn) {
  const schemes = turn % 2 === 0 ? SCHEMES : [...SCHEMES].reverse();
  return [
    { scheme: schemes[0], width: 320 },
    { scheme: schemes[1], width: turn % 4 < 2 ? 768 : 1440 },
  ];
}

async function visitAll({ browser, server, scheme, visits, problems }) {
  const context = await newReader(browser, { scheme });
  const page = await context.newPage();
  for (const { file, views } of visits) {
    const widths = views.filter((view) => view.scheme === scheme).map(({ width }) => width);
    if (widths.length === 0) continue;
    problems.get(file).push(...(await visit(page, server, file, scheme, widths)));
  }
  await context.close();
}

async function visit(page, server, file, scheme, widths) {
  await page.setViewportSize({ width: widths[0], height: heightFor(widths[0]) });
  const watcher = watch(page, server.home);
  await open(page, server.home + addressOf(file));
  const problems = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: heightFor(width) });
    const found = [...watcher.take(), ...(await sidewaysScroll(page, width))];
    problems.push(...found.map((problem) => `${scheme} ${width} px: ${problem}`));
  }
  watcher.stop();
  await page.evaluate(axe.source);
  for (const width of widths) {
    await page.setViewportSize({ width, height: heightFor(width) });
    problems.push(...(await violations(page)).map((problem) => `${scheme} ${width} px: ${problem}`));
  }
  return problems;
}

async function sidewaysScroll(page, width) {
  if (width !== 320) return [];
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (content <= window) return [];
  const wide = await page.evaluate(() =>
    [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1)
      .slice(0, 3)
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  return [`scrolls sideways: ${content} px of content; candidates:\n${wide.join("\n")}`];
}

async function violations(page) {
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { rules, resultTypes: ["violations"] }), RULES);
  return found.violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}\n${failureSummary}`);
    return `${id}: ${help} (${nodes.length} ×)\n${places.join("\n")}`;
  });
}
