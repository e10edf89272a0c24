// What a built site's files point at, as a browser reads them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "./sites.mjs";

/**
 * Reads every HTML file of a folder with the browser's own parser (no script runs, `noscript` and `template` are read too).
 * @returns {Promise<Map<string, object>>} by file: `links` of `{ where, value, walked }`, `ids`, `noindex`
 */
export async function readDocuments(browser, folder) {
  const page = await browser.newPage();
  const documents = new Map();
  for (const file of filesOf(folder, ".html")) {
    documents.set(file, await page.evaluate(readDocument, readFileSync(join(folder, file), "utf8")));
  }
  await page.close();
  return documents;
}

/** Runs in the browser, so it must be whole in itself. `walked`: a link that a reader can follow. */
function readDocument(html) {
  const ATTRIBUTES = {
    a: ["href"], area: ["href"], audio: ["src"], base: ["href"], blockquote: ["cite"], button: ["formaction"],
    del: ["cite"], embed: ["src"], form: ["action"], iframe: ["src"], image: ["href", "xlink:href"],
    img: ["src", "srcset"], input: ["formaction", "src"], ins: ["cite"], link: ["href", "imagesrcset"],
    object: ["data"], q: ["cite"], script: ["src"], source: ["src", "srcset"], track: ["src"],
    use: ["href", "xlink:href"], video: ["poster", "src"],
  };
  const root = new DOMParser().parseFromString(html, "text/html");
  const links = [];
  const add = (element, attribute, value, walked = false) => {
    links.push({ where: `${element.localName}[${attribute}]`, value: value.trim(), walked });
  };
  const addAttribute = (element, attribute, shown) => {
    const value = element.getAttribute(attribute);
    if (value === null) return;
    if (!attribute.endsWith("srcset")) {
      add(element, attribute, value, shown && ["a", "area"].includes(element.localName));
      return;
    }
    for (const choice of value.split(/,\s+|,$/)) add(element, attribute, choice.trim().split(/\s+/)[0]);
  };
  const addMeta = (element) => {
    const content = element.getAttribute("content") ?? "";
    const refresh = content.match(/^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i);
    if (element.httpEquiv.toLowerCase() === "refresh" && refresh) add(element, "refresh", refresh[1]);
    const name = element.getAttribute("property") ?? element.name;
    if (/^(og|twitter):(url|image)$/.test(name)) add(element, name, content);
  };
  const addData = (element) => {
    for (const [text] of element.textContent.matchAll(/(?<=")https?:[^"]+(?=")/g)) add(element, "data", text.replaceAll("\\/", "/"));
  };
  const read = (branch, shown) => {
    for (const element of branch.querySelectorAll("*")) {
      for (const attribute of ATTRIBUTES[element.localName] ?? []) addAttribute(element, attribute, shown && !element.closest("noscript"));
      if (element.localName === "meta") addMeta(element);
      if (element.localName === "script" && element.type === "application/ld+json") addData(element);
      if (element.localName === "template") read(element.content, false);
    }
  };
  read(root, true);
  return {
    links,
    ids: [...root.querySelectorAll("[id]")].map((element) => element.id),
    noindex: /noindex/i.test(root.querySelector('meta[name="robots" i]')?.content ?? ""),
  };
}

/** The links of the files that are not HTML: style sheets, the sitemap and the feed, in the shape of `readDocuments`. */
export function readOtherLinks(folder) {
  const found = new Map();
  const read = (ending, pattern, where) => {
    for (const file of filesOf(folder, ending)) {
      const text = readFileSync(join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
      const links = [...text.matchAll(pattern)].map(([, value]) => ({ where, value: unescape(value.trim()), walked: false }));
      found.set(file, [...(found.get(file) ?? []), ...links]);
    }
  };
  read(".css", /url\(\s*["']?([^"')]+)["']?\s*\)/g, "url()");
  read(".css", /@import\s+["']([^"']+)["']/g, "@import");
  read(".xml", /<loc>([^<]+)<\/loc>/g, "loc");
  read(".xml", /<link\b[^>]*\bhref="([^"]+)"/g, "link[href]");
  return found;
}

const unescape = (text) => text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
