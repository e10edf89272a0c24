// Every link leads somewhere: at a domain's root, in a folder of any depth, and from the disk; and every page can be found.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readDocuments, readOtherLinks } from "./lib/documents.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf } from "./lib/sites.mjs";

export const purpose = "no broken link under /, under /some/sub-path/ or from the disk; no page out of reach";

const PREFIXES = ["/", "/some/sub-path/"];
const SCHEMES = ["data:", "geo:", "http:", "https:", "mailto:", "sms:", "tel:"];
// The second name is the one that Neocities reads.
const MISSING_PAGES = ["404.html", "not_found.html"];

export async function check(sites, report, browser) {
  for (const site of sites) {
    const documents = await readDocuments(browser, site.folder);
    const others = readOtherLinks(site.folder);
    for (const prefix of PREFIXES) await checkServed(site, prefix, documents, others, report);
    report.result(site.name, "every page can be reached from the home page", unreachable(site, documents));
    await checkPortable(site, browser, report);
  }
}

async function checkServed(site, prefix, documents, others, report) {
  const server = await serve(site.folder, prefix);
  const asked = new Map();
  const problems = [];
  let count = 0;
  const all = [...[...documents].map(([file, { links }]) => [file, links]), ...others];
  for (const [file, links] of all) {
    for (const link of links) {
      count += 1;
      const problem = await problemOf(link, { file, site, server, prefix, documents, asked });
      if (problem) problems.push(`${file}: ${link.where} "${link.value}": ${problem}`);
    }
  }
  await server.close();
  report.result(site.name, `links under ${prefix}`, problems, `${count} links in ${all.length} files`);
}

/** Why a link is broken, or nothing. */
async function problemOf({ where, value }, { file, site, server, prefix, documents, asked }) {
  const form = problemOfForm(where, value, file, site);
  if (form) return form;
  const target = targetOf(value, { file, site, home: server.home });
  if (target === undefined) return undefined;
  const address = target.href.split("#")[0];
  if (!address.startsWith(server.home)) return "leads out of the site";
  if (!asked.has(address)) asked.set(address, await statusOf(address));
  const status = asked.get(address);
  if (status !== 200) return `status ${status}, expected 200`;
  return problemOfFragment(target, fileOf(target.pathname.slice(prefix.length)), site.folder, documents);
}

/** What can be said of a link without following it. */
function problemOfForm(where, value, file, site) {
  if (where === "base[href]") return "a base element changes where all links lead";
  if (value === "" && where !== "form[action]") return "empty";
  const scheme = value.match(/^[a-z][a-z0-9+.-]*:/i)?.[0].toLowerCase();
  if (scheme) return SCHEMES.includes(scheme) ? undefined : `scheme "${scheme}"`;
  const fromRoot = value.startsWith("/") && !value.startsWith("//");
  if (!MISSING_PAGES.includes(file)) return fromRoot ? "begins with /, so it is wrong in a sub-folder" : undefined;
  if (value.startsWith("#") || value.startsWith("//") || value.startsWith(site.base)) return undefined;
  return `404.html is served at any depth, so its links must begin with ${site.base}`;
}

/** The address on the test server, or nothing for a link to another site. */
function targetOf(value, { file, site, home }) {
  if (site.baseUrl && value.startsWith(site.baseUrl)) return new URL(value.slice(site.baseUrl.length), home);
  if (MISSING_PAGES.includes(file) && value.startsWith(site.base) && !value.startsWith("//")) return new URL(value.slice(site.base.length), home);
  const target = new URL(value, home + addressOf(file));
  return target.origin === new URL(home).origin ? target : undefined;
}

async function statusOf(address) {
  const answer = await fetch(address, { redirect: "manual" });
  await answer.arrayBuffer();
  return answer.status;
}

/** The file that an address under the home page names. */
function fileOf(address) {
  const file = decodeURIComponent(address);
  return file === "" || file.endsWith("/") ? `${file}index.html` : file;
}

function problemOfFragment(target, file, folder, documents) {
  const fragment = target.hash.slice(1).split(":~:")[0];
  if (fragment === "" || fragment === "top") return undefined;
  const id = decodeURIComponent(fragment);
  const page = documents.get(file);
  const found = page ? page.ids.includes(id) : readFileSync(join(folder, file), "utf8").includes(`id="${id}"`);
  return found ? undefined : `${file} has no id "${id}"`;
}

/** The pages that no chain of links from the home page meets; aliases and what is not to be found are left out. */
function unreachable(site, documents) {
  if (!documents.has("index.html")) return ["there is no home page"];
  if (!documents.has("404.html")) return ["there is no 404.html"];
  const met = new Set(["index.html"]);
  for (const file of met) {
    for (const link of documents.get(file).links.filter(({ walked }) => walked)) {
      const target = URL.canParse(link.value, `http://site/${addressOf(file)}`) && new URL(link.value, `http://site/${addressOf(file)}`);
      const next = target && target.host === "site" ? fileOf(target.pathname.slice(1)) : undefined;
      if (documents.has(next)) met.add(next);
    }
  }
  return [...documents]
    .filter(([file, { noindex }]) => !met.has(file) && !noindex && !MISSING_PAGES.includes(file))
    .map(([file]) => `${file}: no link leads to it`);
}

async function checkPortable(site, browser, report) {
  const documents = await readDocuments(browser, site.portable);
  MISSING_PAGES.forEach((page) => documents.delete(page));
  const problems = [];
  let count = 0;
  for (const [file, { links }] of documents) {
    for (const link of links) {
      count += 1;
      const problem = problemOnDisk(link, file, site, documents);
      if (problem) problems.push(`${file}: ${link.where} "${link.value}": ${problem}`);
    }
  }
  report.result(site.name, "links of the portable build, as paths", problems, `${count} links in ${documents.size} files`);
}

function problemOnDisk({ where, value }, file, site, documents) {
  const form = problemOfForm(where, value, file, site);
  if (form || /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(value)) return form;
  const [path, query] = value.split("#")[0].split("?");
  if (query !== undefined) return "a file has no query";
  const target = new URL(value, `file:///site/${addressOf(file)}`);
  if (path === "") return problemOfFragment(target, file, site.portable, documents);
  const depth = file.split("/").length - 1;
  if (stepsOut(path) > depth) return "leads out of the site";
  const name = decodeURIComponent(target.pathname.slice("/site/".length));
  const place = join(site.portable, name);
  if (!existsSync(place)) return "no such file";
  if (!statSync(place).isFile()) return "names a folder, which a disk does not open";
  return problemOfFragment(target, name, site.portable, documents);
}

const stepsOut = (path) => path.match(/^(\.\.\/)*/)[0].length / 3;
