// What becomes of an answer: the confirmation, and for how long it holds.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { KEY, focused, kept, press, record, state, visit, visitWhole } from "./stand.mjs";

const BANNER = "#consent";
const DAY = 24 * 60 * 60 * 1000;

/** Whether a reader who answered on one site is asked on another. */
async function isAskedAgain({ page, site }, edits) {
  const first = await site("third-parties");
  const other = await site("third-parties", edits);
  const reader = await page();
  await visit(reader, first.home);
  await press(reader, "reject");
  const answer = await record(reader);
  await visit(reader, other.home);
  await reader.evaluate(([key, answer]) => localStorage.setItem(key, JSON.stringify(answer)), [KEY, answer]);
  await visit(reader, other.home);
  return reader.locator(`${BANNER} .ask`).isVisible();
}

export const tests = {
  "C14 after Reject there is no foreign request: at once, after a reload, and on three more pages": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visitWhole(reader, home);
    await press(reader, "reject");
    await reader.reload({ waitUntil: "networkidle" });
    for (const address of ["more/one/", "more/two/", "more/three/"]) await visitWhole(reader, home + address);
    assert.deepEqual(parties.requests, []);
    const { grants, via, v, gpc, at, until } = await record(reader);
    assert.deepEqual({ v, via, gpc, grants }, { v: 1, via: "reject", gpc: 0, grants: { statistics: 0, media: 0, preferences: 0 } });
    assert.equal(Date.parse(until) - Date.parse(at), 180 * DAY);
    assert.match(at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(Object.keys(await record(reader)).sort(), ["at", "gpc", "grants", "rev", "until", "v", "via"]);
  },

  "C15 after a choice the focus is on the confirmation": async ({ own, site, page }) => {
    for (const deed of ["accept", "reject"]) {
      const reader = await page();
      await visit(reader, own.home);
      await press(reader, deed);
      assert.equal(await focused(reader), "p status");
      assert.ok(await reader.locator(`${BANNER} [role=status]`).isVisible());
      assert.notEqual(await reader.locator(`${BANNER} [role=status] span`).innerText(), "");
      assert.ok(!(await reader.locator(`${BANNER} .ask`).isVisible()));
    }
    const reader = await page();
    await visit(reader, (await site("third-parties")).home);
    await press(reader, "choose");
    await reader.locator("dialog [name=media]").check();
    await reader.locator("dialog [data-consent-do=save]").click();
    assert.equal(await focused(reader), "p status");
    const { grants, via } = await record(reader);
    assert.deepEqual({ via, grants }, { via: "choose", grants: { statistics: 0, media: 1, preferences: 0 } });
  },

  "C16 Hide: the banner is gone, and the focus on the h1 or the opener": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    await press(reader, "accept");
    await press(reader, "hide");
    assert.ok(!(await reader.locator(BANNER).isVisible()));
    assert.equal(await focused(reader), "h1");
    await reader.locator("#consent-settings").focus();
    await reader.keyboard.press("Enter");
    await reader.locator("dialog [data-consent-do=save]").click();
    await press(reader, "hide");
    assert.equal(await focused(reader), "a #consent-settings");
  },

  "C17 it is not shown again on reload": async ({ own, page }) => {
    for (const deed of ["accept", "reject"]) {
      const reader = await page();
      await visit(reader, own.home);
      await press(reader, deed);
      await reader.reload();
      assert.equal(await state(reader), "set");
      assert.ok(!(await reader.locator(BANNER).isVisible()));
    }
  },

  "C18 it is shown again when the answer has run out": async ({ own, page }) => {
    const reader = await page();
    await reader.clock.install({ time: new Date("2026-11-22T10:00:00Z") });
    await visit(reader, own.home);
    await press(reader, "accept");
    await reader.clock.setFixedTime(new Date(Date.parse("2026-11-22T10:00:00Z") + 179 * DAY));
    await reader.reload();
    assert.ok(!(await reader.locator(BANNER).isVisible()), "asked a day too early");
    await reader.clock.setFixedTime(new Date(Date.parse("2026-11-22T10:00:00Z") + 181 * DAY));
    await reader.reload();
    assert.ok(await reader.locator(BANNER).isVisible());
    assert.equal(await reader.evaluate(() => window.guidepost.consent.has("preferences")), false);
  },

  "C19 it is shown again when what is agreed to changed, and after no other edit": async (stand) => {
    const edit = (from, to) => ({ "site.yaml": [[from, to]] });
    const changes = [
      edit("why: Shows films from elsewhere.", "why: Shows films and tells who watches."),
      edit("keeps: 1 year }, {", "keeps: 9 years }, {"),
      edit("match: [films.test]", "match: [films.test, cinema.test]"),
      edit("We would like to", "May we"),
      edit("mode: opt-in", "mode: opt-out"),
    ];
    const others = [
      edit("label: Count visits", "label: Counting visits"),
      edit("title: Third parties", "title: Third parties\ndescription: New"),
      edit("mode: opt-in", "mode: opt-in\n  keep_days: 90"),
      { "cookies.md": [["and why.", "and why it does."]] },
    ];
    assert.ok(await isAskedAgain(stand, changes[0]), "a change does not ask again");
    assert.ok(!(await isAskedAgain(stand, others[0])), "another edit asks again");
    // The rest is decided by the digest that the pages carry.
    const digest = async (edits) => JSON.parse(readFileSync(`${(await stand.site("third-parties", edits)).folder}/consent.json`, "utf8")).rev;
    const rev = await digest({});
    for (const edits of changes) assert.notEqual(await digest(edits), rev, JSON.stringify(edits));
    for (const edits of others) assert.equal(await digest(edits), rev, JSON.stringify(edits));
  },

  "C27 every toggle starts off": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, home);
    await press(reader, "choose");
    const boxes = reader.locator("dialog input[type=checkbox]");
    assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => [box.name, box.checked])), [
      ["statistics", false],
      ["media", false],
      ["preferences", false],
    ]);
    await visit(reader, `${home}cookies/`);
    assert.equal(await reader.locator("#choices input:checked").count(), 0);
    assert.equal(await reader.locator("#choices input[type=checkbox]").count(), 3);
  },

  "C28 Esc in the banner is a recorded refusal, and nothing elsewhere": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    await reader.keyboard.press("Escape");
    await reader.locator("#main a").first().focus();
    await reader.keyboard.press("Escape");
    assert.deepEqual((await kept(reader)).local, {});
    await reader.locator(`${BANNER} [data-consent-do=accept]`).focus();
    await reader.keyboard.press("Escape");
    const { via, grants } = await record(reader);
    assert.deepEqual({ via, grants }, { via: "escape", grants: { preferences: 0 } });
    assert.equal(await focused(reader), "p status");
  },

  "C29 scrolling to the end and a minute of idling store nothing": async ({ own, page }) => {
    const reader = await page();
    await reader.clock.install();
    await visit(reader, own.home);
    await reader.mouse.wheel(0, 100_000);
    await reader.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await reader.clock.runFor(60_000);
    assert.deepEqual(await kept(reader), { cookies: "", local: {}, session: {} });
    assert.equal(await state(reader), "unset");
  },

  "C44 a choice in one tab reaches the other": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    const other = await reader.context().newPage();
    await visit(reader, home);
    await visit(other, `${home}more/two/`);
    await press(reader, "accept");
    await other.locator("figure iframe").waitFor();
    assert.equal(await state(other), "set");
    assert.ok(!(await other.locator(BANNER).isVisible()));
    await reader.locator("#consent-settings").click();
    await reader.locator("dialog [name=media]").uncheck();
    await reader.locator("dialog [data-consent-do=save]").click();
    await other.locator("figure iframe").waitFor({ state: "detached" });
    await other.locator("figure .embed-ask").waitFor();
    assert.ok(parties.count("films.test") > 0);
  },

  "C45 the back button shows the present state": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}more/two/`);
    await visit(reader, `${home}more/three/`);
    await press(reader, "accept");
    await reader.goBack();
    await reader.locator("figure iframe").waitFor();
    assert.ok(!(await reader.locator(BANNER).isVisible()));
    // A page that the browser kept whole comes back as it was left, and is told so.
    await reader.evaluate((key) => {
      localStorage.removeItem(key);
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    }, KEY);
    await reader.locator("figure .embed-ask").waitFor();
    await reader.locator(`${BANNER} .ask`).waitFor();
  },

  "C46 an automated browser sees the banner too": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    assert.equal(await reader.evaluate(() => navigator.webdriver), true);
    assert.ok(await reader.locator(BANNER).isVisible());
  },
};
