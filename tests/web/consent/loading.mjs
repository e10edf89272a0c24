// What loads after a yes, and that it goes with a no.

import assert from "node:assert/strict";
import { kept, press, record, visit, visitWhole } from "./stand.mjs";

const FRAME = "figure.embed iframe";

/** Turns one purpose off in the settings, and waits for the page that comes anew. */
async function withdraw(page, purpose) {
  await page.locator("#consent-settings").click();
  await page.locator(`dialog [name=${purpose}]`).uncheck();
  await Promise.all([page.waitForEvent("load"), page.locator("dialog [data-consent-do=save]").click()]);
}

export const tests = {
  "C20 Accept: each script runs once, in document order": async ({ site, page, parties }) => {
    const reader = await page();
    await visit(reader, (await site("third-parties")).home);
    assert.equal(await reader.evaluate(() => window.ran), undefined);
    await press(reader, "accept");
    await reader.waitForFunction(() => window.ran?.includes("quick"));
    await reader.waitForLoadState("networkidle");
    assert.deepEqual(await reader.evaluate(() => window.ran), ["slow", "inline", "quick"]);
    for (const script of ["slow.js", "quick.js"]) assert.equal(parties.count(script), 1);
    assert.deepEqual(reader.troubles, []);
  },

  "C21 after Accept the next page loads without asking": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}more/three/`);
    await press(reader, "accept");
    await visit(reader, `${home}more/two/`);
    await reader.locator(FRAME).waitFor();
    assert.equal(parties.count("films.test/frame"), 1);
    assert.ok(!(await reader.locator("#consent").isVisible()));
  },

  "C22 after a withdrawal the declared cookies are gone, and still are a second later": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}more/one/`);
    await press(reader, "accept");
    await reader.waitForFunction(() => document.cookie.includes("_track=1") && document.cookie.includes("_visit_"));
    const told = reader.evaluate(() => new Promise((done) => document.addEventListener("consent:withdraw", ({ detail }) => done(detail.purposes))));
    await withdraw(reader, "statistics");
    assert.deepEqual(await told.catch(() => ["statistics"]), ["statistics"]);
    const end = Date.now() + 1200;
    while (Date.now() < end) {
      assert.deepEqual(await reader.context().cookies(), []);
      await reader.waitForTimeout(100);
    }
    assert.equal(await reader.evaluate(() => window.ran), undefined);
    // What became of the answer is said on the page that came anew.
    assert.ok(await reader.evaluate(() => document.activeElement.matches("#consent [role=status]")));
    assert.deepEqual((await record(reader)).grants, { statistics: 0, media: 1, preferences: 1 });
  },

  "C22 own keys go, too": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}more/three/`);
    await press(reader, "accept");
    await reader.evaluate(() => localStorage.setItem("own.place", "3"));
    await reader.evaluate(() => window.guidepost.consent.set({ preferences: 0 }));
    assert.deepEqual(Object.keys((await kept(reader)).local), ["guidepost.consent"]);
  },

  "C23 after a withdrawal the embed is a placeholder again": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}more/two/`);
    await press(reader, "accept");
    await reader.locator(FRAME).waitFor();
    await withdraw(reader, "media");
    await reader.locator("figure .embed-ask").waitFor();
    parties.forget();
    await reader.reload({ waitUntil: "networkidle" });
    assert.equal(await reader.locator(FRAME).count(), 0);
    assert.deepEqual(parties.requests, []);
  },

  "C24 Load once: that host only, nothing stored, a placeholder after a reload": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, home);
    const figure = reader.locator("figure.embed").first();
    const before = await figure.boundingBox();
    await figure.locator("[data-consent-do=once]").click();
    await reader.locator(FRAME).waitFor();
    await reader.waitForLoadState("networkidle");
    const after = await figure.boundingBox();
    assert.deepEqual([after.width, after.height], [before.width, before.height], "the place changed its size");
    assert.deepEqual(parties.requests, ["films.test/frame"]);
    assert.deepEqual(await kept(reader), { cookies: "", local: {}, session: {} });
    assert.ok(await reader.evaluate(() => document.activeElement.matches("figure.embed")));
    await reader.reload({ waitUntil: "networkidle" });
    assert.ok(await figure.locator(".embed-ask").isVisible());
    assert.equal(await reader.locator(FRAME).count(), 0);
  },

  "C24 Always allow: the purpose is granted, and stays so": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, home);
    await reader.locator("figure.embed [data-consent-do=always]").first().click();
    await reader.locator(FRAME).waitFor();
    const { via, grants } = await record(reader);
    assert.deepEqual({ via, grants }, { via: "always", grants: { statistics: 0, media: 1, preferences: 0 } });
    await visit(reader, `${home}more/two/`);
    await reader.locator(FRAME).waitFor();
    assert.equal(parties.count("stats.test"), 0);
  },

  "C48 a service's tag is absent from the document until granted, and loads once it is": async ({ site, page, parties }) => {
    const reader = await page();
    await visit(reader, (await site("third-parties")).home);
    const tags = () => reader.locator("iframe, main script, main img").count();
    assert.equal(await tags(), 0);
    await reader.evaluate(() => window.guidepost.consent.set({ media: 1 }));
    await reader.locator(FRAME).waitFor();
    await reader.waitForLoadState("networkidle");
    assert.equal(await tags(), 2);
    assert.deepEqual([...parties.requests].sort(), ["films.test/frame", "films.test/still.gif"]);
    await reader.evaluate(() => window.guidepost.consent.accept());
    await reader.waitForFunction(() => window.ran?.length === 3);
    assert.equal(parties.count("films.test"), 2, "what was there came a second time");
  },

  "the interface and its events": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const log = () => {
      globalThis.log = [];
      for (const name of ["ready", "change", "withdraw"]) {
        document.addEventListener(`consent:${name}`, ({ detail }) => globalThis.log.push([name, detail?.grants ?? detail?.purposes ?? null]));
      }
    };
    const reader = await page({ init: [log] });
    await visit(reader, `${home}more/three/`);
    const events = () => reader.evaluate(() => globalThis.log.splice(0));
    assert.deepEqual(await events(), [["ready", null]]);
    const ask = (purpose) => reader.evaluate((name) => window.guidepost.consent.has(name), purpose);
    assert.deepEqual([await ask("media"), await ask("toString"), await ask("nothing")], [false, false, false]);
    await reader.evaluate(() => window.guidepost.consent.set({ media: 1, unknown: 1 }));
    assert.deepEqual(await events(), [["change", { statistics: 0, media: 1, preferences: 0 }]]);
    assert.equal(await ask("media"), true);
    await reader.evaluate(() => window.guidepost.consent.reject());
    assert.deepEqual(await events(), [["change", { statistics: 0, media: 0, preferences: 0 }], ["withdraw", ["media"]]]);
    await reader.evaluate(() => (window.guidepost.consent.get().grants.media = 1));
    assert.equal(await ask("media"), false, "a record that was handed out is a copy");
    await reader.evaluate(() => window.guidepost.consent.reset());
    assert.deepEqual(await events(), [["change", null]]);
    assert.equal(await reader.evaluate(() => document.documentElement.dataset.consent), "unset");
    await reader.evaluate(() => window.guidepost.consent.open());
    assert.ok(await reader.locator("dialog").isVisible());
    assert.deepEqual((await kept(reader)).local, {});
  },

  "opt-out: what is marked so runs until it is refused": async ({ site, page, parties }) => {
    const { home } = await site("third-parties", OPT_OUT);
    const reader = await page();
    await visitWhole(reader, `${home}more/one/`);
    assert.equal(parties.count("tracker.js"), 1);
    await visitWhole(reader, `${home}more/two/`);
    assert.equal(parties.count("films.test"), 0, "a purpose that is not marked runs");
    parties.forget();
    await visitWhole(reader, `${home}more/one/`);
    await Promise.all([reader.waitForEvent("load"), press(reader, "reject")]);
    await reader.waitForLoadState("networkidle");
    assert.equal(parties.count("tracker.js"), 1, "it ran again after the refusal");
    assert.deepEqual(await reader.context().cookies(), []);
  },

  "notice: exempt purposes run, Accept allows no more, Esc means understood": async ({ site, page, parties }) => {
    const exempt = ["why: Tells us which steps are read.", "why: Tells us which steps are read., exempt: It names nobody."];
    const { home } = await site("third-parties", { "site.yaml": [["mode: opt-in", "mode: notice"], exempt] });
    const reader = await page();
    await visit(reader, home);
    assert.equal(parties.count("quick.js"), 1);
    assert.equal(parties.count("films.test"), 0);
    assert.equal(await reader.locator("#consent [data-consent-do=reject]").innerText(), "Opt out");
    await reader.locator("#consent [data-consent-do=accept]").focus();
    await reader.keyboard.press("Escape");
    const { via, grants } = await record(reader);
    assert.deepEqual({ via, grants }, { via: "escape", grants: { statistics: 1, media: 0, preferences: 0 } });
    assert.equal(parties.count("films.test"), 0);
  },
};

export const OPT_OUT = {
  "site.yaml": [["mode: opt-in", "mode: opt-out"], ["why: Tells us which steps are read.", "why: Tells us which steps are read., opt_out: true"]],
};
