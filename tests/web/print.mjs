// The handout: what a reader prints is black on white and has nothing to click.

import { SCHEMES, newReader, open } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { OWN_PAGES } from "./lib/sites.mjs";

export const purpose = "on paper no navigation, banner or button; body text of about 11 pt, black on white";

export async function check(sites, report, browser) {
  for (const site of sites.filter(({ own }) => own)) {
    const server = await serve(site.folder, site.base);
    for (const scheme of SCHEMES) {
      const context = await newReader(browser, { scheme });
      const page = await context.newPage();
      await page.emulateMedia({ media: "print", colorScheme: scheme });
      for (const kind of ["step", "all"]) {
        await open(page, server.home + OWN_PAGES[kind]);
        report.result(site.name, `${kind} page, ${scheme} scheme`, await page.evaluate(lookAtPaper));
      }
      await context.close();
    }
    await server.close();
  }
}

/** Runs in the browser: what is wrong with the page as printed. */
function lookAtPaper() {
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && width > 1 && height > 1;
  };
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const name = (element) => element.outerHTML.slice(0, 100).replaceAll("\n", " ");
  const problems = [...document.querySelectorAll("nav, section#consent, button, [role=navigation]")]
    .filter(isShown)
    .map((element) => `printed: ${name(element)}`);
  const paragraph = [...document.querySelectorAll("#main p")].filter(isShown).sort((a, b) => b.innerText.length - a.innerText.length)[0];
  if (!paragraph) return [...problems, "no paragraph of #main is printed"];
  if (![...document.querySelectorAll("#main h1")].some(isShown)) problems.push("no h1 of #main is printed");
  const { fontSize, color } = getComputedStyle(paragraph);
  const points = parseFloat(fontSize) * 0.75;
  if (Math.abs(points - 11) > 1) problems.push(`body text of ${points.toFixed(1)} pt, expected about 11`);
  if (numbers(color).slice(0, 3).some((part) => part > 64)) problems.push(`body text is not black: ${color}`);
  for (let element = paragraph; element; element = element.parentElement) {
    const { backgroundColor } = getComputedStyle(element);
    const [red, green, blue, alpha = 1] = numbers(backgroundColor);
    if (alpha > 0 && Math.min(red, green, blue) < 250) problems.push(`not on white: ${backgroundColor} of ${name(element)}`);
  }
  return problems;
}
