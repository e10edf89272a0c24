// Every page, style sheet and drawing is valid: the Nu HTML checker finds no error.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { filesOf } from "./lib/sites.mjs";

export const purpose = "no error from the Nu HTML checker in any page, style sheet or drawing";

const JAR = fileURLToPath(new URL("node_modules/vnu-jar/build/dist/vnu.jar", import.meta.url));

/** Files with one mistake each. A checker that does not see them has looked at nothing. */
const MISTAKES = {
  "page.html": `<!doctype html><html lang="en"><title>Page</title><p><div></p></div>`,
  "style.css": "p { colour: red }",
  "drawing.svg": `<svg xmlns="http://www.w3.org/2000/svg"><paragraph/></svg>`,
};

export async function check(sites, report, browser, workspace) {
  const mistakes = join(workspace, "mistakes");
  mkdirSync(mistakes, { recursive: true });
  for (const [file, text] of Object.entries(MISTAKES)) writeFileSync(join(mistakes, file), text);
  const messages = runChecker([mistakes, ...sites.map(({ folder }) => folder)]);
  const overlooked = Object.keys(MISTAKES).filter((file) => !errorsOf(messages, mistakes).some((error) => error.startsWith(file)));
  report.result("checker", "sees a mistake of each kind", overlooked.map((file) => `nothing said about ${file}`));
  for (const site of sites) {
    report.result(site.name, "valid", errorsOf(messages, site.folder), figuresOf(messages, site.folder));
  }
}

/** One run of the checker over all folders. */
function runChecker(folders) {
  const words = ["-Xss2m", "-jar", JAR, "--stdout", "--format", "json", "--skip-non-html", "--also-check-css", "--also-check-svg"];
  const { error, stdout, stderr } = spawnSync("java", [...words, ...folders], { encoding: "utf8", maxBuffer: 2 ** 28 });
  try {
    return JSON.parse(stdout).messages;
  } catch {
    throw new Error(`the Nu HTML checker gave no result: ${error?.message ?? stderr}`);
  }
}

function errorsOf(messages, folder) {
  return of(messages, folder)
    .filter(({ type }) => type !== "info")
    .map(({ url, lastLine, lastColumn, message, extract }) => {
      const place = [fileOf(url, folder), lastLine, lastColumn].filter((piece) => piece !== undefined).join(":");
      return `${place}: ${message}${extract ? `\n${extract.trim()}` : ""}`;
    });
}

function figuresOf(messages, folder) {
  const warnings = of(messages, folder).filter(({ type, subType }) => type === "info" && subType === "warning").length;
  const [pages, styles, drawings] = [".html", ".css", ".svg"].map((ending) => filesOf(folder, ending).length);
  return `${pages} pages, ${styles} style sheets, ${drawings} drawings; ${warnings} warnings`;
}

const of = (messages, folder) => messages.filter(({ url }) => url && fileURLToPath(url).startsWith(resolve(folder) + sep));
const fileOf = (url, folder) => relative(folder, fileURLToPath(url)).split(sep).join("/");
