// The sites under test: which there are, how they are built, and which pages they have.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

/** The date at which tests/sites.rs builds every fixture. */
const FIXTURE_DATE = "2026-11-22";

/** One page of every kind in the repository's own site, by its address under the home page. */
export const OWN_PAGES = {
  home: "",
  overview: "rebuilding-trust/",
  step: "rebuilding-trust/acknowledge-the-damage/",
  closing: "rebuilding-trust/final-thoughts/",
  action: "rebuilding-trust/call-to-action/",
  all: "rebuilding-trust/all/",
  page: "cookies/",
  404: "404.html",
};

/**
 * The repository's own site, then every whole-site fixture that must build (tests/sites.rs says what a fixture holds).
 * @returns {{ name: string, own: boolean, parts: [string, string][], words: string[] }[]}
 *   `parts`: what to copy, and to where in the copy; `words`: added to the command line
 */
export function findSites(repository) {
  const own = {
    name: "own",
    own: true,
    parts: ["content", "themes"].map((part) => [join(repository, part), part]).filter(([from]) => existsSync(from)),
    words: [],
  };
  const cases = join(repository, "tests", "sites");
  const names = existsSync(cases) ? readdirSync(cases).sort() : [];
  return [own, ...names.map((name) => fixtureIn(join(cases, name), name)).filter(Boolean)];
}

/** The fixture of a folder, or nothing where the folder's site must fail to build. */
function fixtureIn(folder, name) {
  const mustBuild = ["expected", "expected.txt"].some((expected) => existsSync(join(folder, expected)));
  if (!mustBuild) return undefined;
  const more = join(folder, "arguments");
  const words = existsSync(more) ? readFileSync(more, "utf8").split(/\s+/).filter(Boolean) : [];
  return { name, own: false, parts: [[join(folder, "site"), "."]], words: ["--date", FIXTURE_DATE, ...words] };
}

/**
 * Builds a copy of a site twice, plain and portable, so that nothing is written into the repository.
 * @returns the site with `folder` and `portable` (the outputs), `baseUrl` and `base` (its path), and `problems`
 */
export function buildSite(program, site, workspace) {
  const source = join(workspace, site.name, "source");
  mkdirSync(source, { recursive: true });
  for (const [from, to] of site.parts) cpSync(from, join(source, to), { recursive: true, verbatimSymlinks: true });
  const folder = join(workspace, site.name, "plain");
  const portable = join(workspace, site.name, "portable");
  const problems = [
    ...run(program, ["build", "--site", source, "--out", folder, ...site.words]),
    ...run(program, ["build", "--site", source, "--out", portable, "--portable", ...site.words]),
  ];
  const baseUrl = baseUrlOf(join(source, "content", "site.yaml"));
  return { ...site, folder, portable, problems, baseUrl, base: baseUrl ? new URL(baseUrl).pathname : "/" };
}

function run(program, words) {
  const { status, error, stdout, stderr } = spawnSync(program, words, { encoding: "utf8", timeout: 120_000 });
  if (status === 0) return [];
  const command = ["guidepost", ...words].join(" ");
  return [`${command}: ${error?.message ?? `status ${status}`}\n${stdout ?? ""}${stderr ?? ""}`.trimEnd()];
}

/** The site's `base_url` with a closing slash, or nothing. Only a plain top-level line is understood. */
function baseUrlOf(file) {
  const line = existsSync(file) && readFileSync(file, "utf8").match(/^base_url:\s*["']?([^"'\s#]+)/m);
  return line ? line[1].replace(/\/*$/, "/") : undefined;
}

/** All files below a folder that end in `ending`, relative to it, with "/", sorted. */
export function filesOf(folder, ending = "") {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(resolve(folder), resolve(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
    .sort();
}

/** The address of a file under the home page: `a/index.html` → `a/`, percent-encoded. */
export function addressOf(file) {
  return file
    .replace(/(^|\/)index\.html$/, "$1")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
}

/** An HTML page that sends its reader elsewhere at once, as an alias does. */
export function isAlias(folder, file) {
  return /<meta[^>]+http-equiv=["']?refresh/i.test(readFileSync(join(folder, file), "utf8"));
}

/** The pages a reader can stay on: every HTML file but aliases. */
export function pagesOf(folder) {
  return filesOf(folder, ".html").filter((file) => !isAlias(folder, file));
}
