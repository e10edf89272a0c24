// Trials of what the program promises: each has a name and passes unless it throws. And sites made for them.

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { newReader } from "./browser.mjs";

/** Gives a function that tries one promise: `await trial("M01 …", async () => { … })`. */
export const trials = (report, site) => async (name, act) => {
  try {
    await act();
    report.result(site, name, []);
  } catch (error) {
    const place = error.stack?.split("\n").find((line) => /\/tests\/web\/[a-z-]+\.mjs:/.test(line));
    report.result(site, name, [`${error.message}${place ? `\n${place.trim()}` : ""}`]);
  }
};

/**
 * Gives a function that builds a site from its files: `make("name", { "content/site.yaml": "…" }, ["--date", "…"])`.
 * The same name again builds the same site with other files into the same folder.
 * @returns {(name: string, files: Record<string, string>, words?: string[]) => { folder: string, source: string, status: number, told: object[] }}
 *   `told`: the diagnostics, as the program writes them for other programs
 */
export const maker = (program, workspace) => (name, files, words = []) => {
  const source = join(workspace, "made", name, "source");
  const folder = join(workspace, "made", name, "public");
  rmSync(join(source, "content"), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  const line = ["build", "--site", source, "--out", folder, "--format", "json", ...words];
  const { status, stdout, stderr } = spawnSync(program, line, { encoding: "utf8", timeout: 120_000 });
  if (status === null || status > 1) throw new Error(`guidepost ${line.join(" ")}: status ${status}\n${stdout}${stderr}`);
  const told = stdout.trim().split("\n").map((text) => JSON.parse(text)).filter(({ severity }) => severity);
  return { folder, source, status, told };
};

/**
 * Runs `act` with a page of a fresh reader, and closes it. Exceptions on the page are thrown here.
 * @param options of the browser's context; `consent: false` keeps the consent script away, `before` runs in the context first
 */
export async function withPage(browser, { consent = true, before, ...options }, act) {
  const context = await newReader(browser, options);
  const exceptions = [];
  try {
    if (!consent) await context.route(/\/consent\.[^/]*\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    if (before) await before(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => exceptions.push(error.message));
    const result = await act(page, context);
    if (exceptions.length > 0) throw new Error(`exceptions on the page: ${exceptions.join("; ")}`);
    return result;
  } finally {
    await context.close();
  }
}
