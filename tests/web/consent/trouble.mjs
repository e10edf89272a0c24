// Browsers that signal, refuse, forget or lack something.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { OPT_OUT } from "./loading.mjs";
import { KEY, another, kept, press, record, sendSignal, state, visit, visitWhole } from "./stand.mjs";

const FRAME = "figure.embed iframe";
const HONOURED = "Your opt-out request (Global Privacy Control) is honoured.";

/** Runs in the browser: a storage that refuses everything. */
function refuse() {
  for (const name of ["getItem", "setItem", "removeItem"]) {
    Storage.prototype[name] = () => {
      throw new DOMException("no", "QuotaExceededError");
    };
  }
}

/** Runs in the browser: no storage at all, as in some private windows. */
function lack() {
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new DOMException("no", "SecurityError");
    },
  });
}

/** Runs in the browser: what content blockers do. */
function block() {
  new MutationObserver(() => document.getElementById("consent")?.remove()).observe(document, { childList: true, subtree: true });
}

export const tests = {
  "C30 with the signal: no banner, no request, nothing stored, and a line says so": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page({ gpc: true });
    for (const address of ["", "more/one/", "more/two/", "cookies/"]) {
      await visitWhole(reader, home + address);
      assert.equal(await state(reader), "gpc");
      assert.ok(!(await reader.locator("#consent").isVisible()));
      assert.equal(await reader.locator("footer .gpc").innerText(), HONOURED);
    }
    assert.equal(await reader.locator("#choices > .gpc").innerText(), HONOURED);
    assert.deepEqual(parties.requests, []);
    assert.deepEqual(await kept(reader), { cookies: "", local: {}, session: {} });
  },

  "C31 with the signal and opt-out: no request": async ({ site, page, parties }) => {
    const { home } = await site("third-parties", OPT_OUT);
    const reader = await page({ gpc: true });
    for (const address of ["", "more/one/"]) await visitWhole(reader, home + address);
    assert.deepEqual(parties.requests, []);
  },

  "C32 an explicit yes under the signal wins": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page({ gpc: true });
    await visit(reader, `${home}more/two/`);
    await reader.locator("[data-consent-do=always]").click();
    await reader.locator(FRAME).waitFor();
    const { gpc, grants } = await record(reader);
    assert.deepEqual({ gpc, grants }, { gpc: 1, grants: { statistics: 0, media: 1, preferences: 0 } });
    await visit(reader, home);
    assert.equal(await state(reader), "set");
    await reader.locator(FRAME).waitFor();
    assert.equal(parties.count("stats.test"), 0);
  },

  "C33 a yes that is older than the signal is refused": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visitWhole(reader, `${home}more/one/`);
    await press(reader, "accept");
    await reader.waitForFunction(() => document.cookie.includes("_track"));
    await visitWhole(reader, `${home}more/three/`);
    parties.forget();
    await reader.context().addInitScript(sendSignal);
    const later = await another(reader);
    for (const address of ["", "more/one/"]) await visitWhole(later, home + address);
    assert.equal(await state(later), "gpc");
    assert.deepEqual(parties.requests, []);
    assert.deepEqual(await later.context().cookies(), []);
  },

  "C34 without scripts: no banner, no request, and the placeholder's link works": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page({ javaScriptEnabled: false });
    for (const address of ["more/one/", "more/two/", ""]) await visitWhole(reader, home + address);
    assert.deepEqual(parties.requests, []);
    assert.ok(!(await reader.locator("#consent").isVisible()));
    assert.equal(await reader.locator("button:visible").count(), 0, "a button that cannot work");
    await reader.locator("figure.embed a").first().click();
    await reader.waitForURL(/films\.test/);
    assert.deepEqual(parties.requests, ["films.test/frame"]);
  },

  "C35 pixels in noscript are gone": async ({ site, page, parties }) => {
    const { home, folder } = await site("third-parties");
    assert.doesNotMatch(readFileSync(`${folder}/index.html`, "utf8"), /pixel/);
    const reader = await page({ javaScriptEnabled: false });
    await visit(reader, home);
    assert.equal(parties.count("pixel"), 0);
  },

  "C36 with a storage that throws, the choice holds for the page, without an error": async ({ site, page }) => {
    const { home } = await site("third-parties");
    for (const trouble of [refuse, lack]) {
      const reader = await page({ init: [trouble] });
      await visit(reader, home);
      assert.equal(await state(reader), "unset");
      await press(reader, "accept");
      await reader.waitForFunction(() => window.ran?.length === 3);
      await reader.locator(FRAME).waitFor();
      assert.match(await reader.locator("#consent [role=status] span").innerText(), /until you leave this page/);
      await press(reader, "hide");
      assert.ok(!(await reader.locator("#consent").isVisible()));
      await visit(reader, `${home}more/two/`);
      assert.ok(await reader.locator("#consent .ask").isVisible());
      assert.deepEqual(reader.troubles, []);
    }
  },

  "C37 a corrupt record is no record": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visitWhole(reader, `${home}more/three/`);
    await press(reader, "accept");
    const good = await record(reader);
    const bad = [
      "", "{", "null", "1", '"x"', "[]", "{}",
      ...[{ v: 2 }, { rev: "" }, { until: "never" }, { until: null }, { grants: null }, { grants: undefined }].map((part) => JSON.stringify({ ...good, ...part })),
    ];
    for (const text of bad) {
      await reader.evaluate(([key, value]) => localStorage.setItem(key, value), [KEY, text]);
      await visitWhole(reader, home);
      assert.equal(await state(reader), "unset", text);
      assert.ok(await reader.locator("#consent .ask").isVisible(), text);
      assert.equal(await reader.evaluate(() => window.guidepost.consent.get()), null, text);
    }
    const grants = { media: "yes", statistics: true };
    await reader.evaluate(([key, value]) => localStorage.setItem(key, value), [KEY, JSON.stringify({ ...good, grants })]);
    await visitWhole(reader, home);
    assert.deepEqual(parties.requests, []);
    assert.deepEqual(reader.troubles, []);
  },

  "C38 a banner removed by a content blocker: the page is usable, and nothing loads": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page({ init: [block] });
    await visit(reader, home);
    assert.equal(await reader.locator("#consent").count(), 0);
    await reader.evaluate(() => scrollTo(0, 200));
    assert.equal(await reader.evaluate(() => scrollY), 200);
    assert.deepEqual(parties.requests, []);
    await reader.locator("#consent-settings").click();
    await reader.locator("dialog [name=media]").check();
    await reader.locator("dialog [data-consent-do=save]").click();
    await reader.locator(FRAME).waitFor();
    assert.equal(parties.count("stats.test"), 0);
    assert.deepEqual(reader.troubles, []);
  },
};
