// What the tests of consent stand on: built sites, third parties that count what is asked of them, and readers.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newReader } from "../lib/browser.mjs";
import { serve } from "../lib/server.mjs";
import { filesOf } from "../lib/sites.mjs";
import { Parties } from "./parties.mjs";

export const KEY = "guidepost.consent";
const SITES = fileURLToPath(new URL("../sites/", import.meta.url));
const DATE = "2026-11-22";

export class Stand {
  #browser;
  #contexts = [];
  #servers = [];
  #built = new Map();

  constructor() {
    // Tests take a stand apart.
    for (const name of ["page", "site", "build", "copy", "guidepost"]) this[name] = this[name].bind(this);
  }

  /** @returns {Promise<Stand>} a stand with the repository's own site, served */
  static async open({ sites, browser, workspace, program }) {
    const stand = new Stand();
    stand.#browser = browser;
    stand.sites = sites;
    stand.program = program;
    stand.workspace = join(workspace, "consent");
    mkdirSync(stand.workspace, { recursive: true });
    stand.parties = await Parties.open();
    const own = sites.find((site) => site.own);
    if (!own) throw new Error("the repository's own site was not built");
    stand.own = { folder: own.folder, ...(await stand.#serve(own.folder, own.base)) };
    return stand;
  }

  async close() {
    await Promise.all(this.#servers.map((server) => server.close()));
    await this.parties.close();
  }

  /** Runs one test; what it throws are its problems. Its readers leave afterwards. */
  async run(test) {
    this.parties.forget();
    try {
      await test(this);
      return [];
    } catch (error) {
      return [error.message ?? String(error), error.stack?.split("\n").find((line) => line.includes("/consent/"))?.trim()].filter(Boolean);
    } finally {
      await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    }
  }

  async #serve(folder, base = "/") {
    const server = await serve(folder, base);
    this.#servers.push(server);
    return server;
  }

  /**
   * A fixture, built and served; each combination of name and edits once.
   * @param edits by file below `content`: what to replace by what
   */
  async site(name, edits = {}) {
    const key = JSON.stringify([name, edits]);
    if (!this.#built.has(key)) this.#built.set(key, this.#make(name, edits));
    return this.#built.get(key);
  }

  async #make(name, edits) {
    const { source, status, output, folder } = this.build(name, edits);
    if (status !== 0) throw new Error(`${name} does not build: ${output}`);
    return { source, folder, ...(await this.#serve(folder)) };
  }

  /** Builds a copy of a fixture. `words` are added to the command line. */
  build(name, edits = {}, words = []) {
    const source = this.copy(name, edits);
    const folder = join(source, "public");
    const { status, output } = this.guidepost(["build", "--site", source, "--out", folder, "--date", DATE, ...words]);
    return { source, folder, status, output };
  }

  /** A copy of a fixture, with the port of the third parties in it. */
  copy(name, edits = {}) {
    const source = join(this.workspace, `${name}-${this.#built.size}-${Math.random().toString(36).slice(2)}`);
    cpSync(join(SITES, name), source, { recursive: true });
    for (const file of filesOf(join(source, "content"))) {
      const path = join(source, "content", file);
      let text = readFileSync(path, "utf8").replaceAll("PORT", String(this.parties.port));
      for (const [from, to] of edits[file] ?? []) {
        if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
        text = text.replaceAll(from, to);
      }
      writeFileSync(path, text);
    }
    return source;
  }

  guidepost(words) {
    const { status, stdout, stderr } = spawnSync(this.program, words, { encoding: "utf8", timeout: 120_000 });
    return { status, stdout, output: `${stdout}${stderr}` };
  }

  /** A page of a new reader's. `gpc`: with the signal; `init`: scripts that run before all others, as functions. */
  async page({ gpc = false, init = [], ...options } = {}) {
    const context = await newReader(this.#browser, options);
    this.#contexts.push(context);
    if (gpc) await context.addInitScript(sendSignal);
    for (const script of init) await context.addInitScript(script);
    return watched(await context.newPage());
  }
}

/** Another page of the same reader's. */
export async function another(page) {
  return watched(await page.context().newPage());
}

function watched(page) {
  page.troubles = [];
  page.on("pageerror", (error) => page.troubles.push(`exception: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && page.troubles.push(`console: ${message.text()}`));
  return page;
}

/** Runs in the browser. */
export function sendSignal() {
  Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true, configurable: true });
}

/** What the reader's browser keeps for the page's site. */
export const kept = (page) =>
  page.evaluate(() => ({ cookies: document.cookie, local: { ...localStorage }, session: { ...sessionStorage } }));

/** The record, or nothing. */
export const record = (page) => page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);

export const state = (page) => page.evaluate(() => document.documentElement.dataset.consent);

export const press = (page, deed) => page.locator(`#consent [data-consent-do=${deed}]`).click();

/** What has the focus, in short. */
export const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: one } = document;
    return [one.localName, one.id && `#${one.id}`, one.getAttribute("role"), one.dataset.consentDo].filter(Boolean).join(" ");
  });

/** Goes to a page of a site. */
export const visit = (page, address) => page.goto(address, { waitUntil: "load" });

/** Goes to a page, and waits until it has asked for all that it asks for by itself. */
export const visitWhole = (page, address) => page.goto(address, { waitUntil: "networkidle" });
