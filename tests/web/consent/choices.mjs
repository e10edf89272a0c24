// The settings: the link in every footer, the dialog, and the policy page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { addressOf, pagesOf } from "../lib/sites.mjs";
import { focused, kept, press, record, state, visit } from "./stand.mjs";

const LINK = "#consent-settings";

export const tests = {
  "C25 a settings link on every page, useful without scripts": async ({ own, page }) => {
    const reader = await page({ javaScriptEnabled: false });
    const missing = [];
    for (const file of pagesOf(own.folder)) {
      const html = readFileSync(`${own.folder}/${file}`, "utf8");
      // A worksheet is a sheet of paper: it has no footer, and no byte of consent.
      if (file.endsWith("worksheet/index.html")) assert.doesNotMatch(html, /consent/, file);
      else if (!/<a id="consent-settings" href="[^"]*#choices"/.test(html)) missing.push(file);
    }
    assert.deepEqual(missing, []);
    await visit(reader, own.home);
    await reader.locator(LINK).click();
    await reader.waitForURL(/cookies\/#choices$/);
    assert.ok(await reader.locator("#choices .without-script").isVisible());
    assert.ok(await reader.locator("#choices table").isVisible());
    assert.equal(await reader.locator("#choices button:visible, #choices input:visible").count(), 0, "a control that cannot work");
  },

  "C26 the dialog is modal; Esc stores nothing; the focus returns": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    const address = reader.url();
    await reader.locator(LINK).click();
    assert.ok(await reader.locator("dialog").evaluate((dialog) => dialog.matches(":modal")));
    assert.equal(reader.url(), address);
    await reader.locator("dialog input").first().check();
    await reader.keyboard.press("Escape");
    assert.ok(!(await reader.locator("dialog").isVisible()));
    assert.equal(await focused(reader), "a #consent-settings");
    assert.deepEqual((await kept(reader)).local, {});
    await reader.locator(LINK).click();
    assert.equal(await reader.locator("dialog input:checked").count(), 0, "what was left is remembered");
    await reader.locator("dialog [data-consent-do=cancel]").click();
    assert.equal(await focused(reader), "a #consent-settings");
    assert.deepEqual((await kept(reader)).local, {});
    assert.equal(await state(reader), "unset");
  },

  "C49 the policy page lists every host that the scan found": async ({ site, page, guidepost, parties }) => {
    for (const name of ["third-parties", "undeclared"]) {
      const { source, home } = await site(name);
      const { stdout } = guidepost(["check", "--privacy", "--site", source, "--format", "json", "--date", "2026-11-22"]);
      const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
      const hosts = new Set(lines.filter(({ decision }) => decision === "gated").map(({ host }) => host));
      assert.ok(hosts.size >= 2, `${name}: ${[...hosts]}`);
      const reader = await page();
      await visit(reader, `${home}cookies/`);
      const listed = await reader.locator("#choices code").allInnerTexts();
      for (const host of hosts) assert.ok(listed.some((text) => host === text || host === `${text}:${parties.port}`), `${host} is not in ${listed}`);
    }
  },

  "the policy page tells purposes, services, cookies, own keys, and where each is used": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}cookies/`);
    const table = await reader.locator("#choices table").innerText();
    for (const text of ["Count visits", "Counter Ltd", "_track", "1 year", "Films", "own.place", "guidepost.consent", "180 days"]) {
      assert.ok(table.includes(text), `no ${text} in ${table}`);
    }
    const used = await reader.locator("#choices td a").evaluateAll((links) => links.map((link) => link.textContent));
    assert.deepEqual(used.sort(), ["One", "Start", "Start", "Two"]);
  },

  "the choices form works on the policy page without a dialog": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}cookies/`);
    assert.equal(await reader.locator("dialog").count(), 0);
    await reader.getByLabel("Films", { exact: true }).check();
    await reader.locator("#choices [data-consent-do=save]").click();
    assert.deepEqual((await record(reader)).grants, { statistics: 0, media: 1, preferences: 0 });
    assert.equal(await focused(reader), "p status");
    assert.equal(await reader.locator("#choices .choices-form [role=status]").innerText(), "Your choices are saved.");
    assert.ok(!(await reader.locator("#consent").isVisible()));
    await visit(reader, `${home}more/two/`);
    assert.equal(parties.count("films.test"), 1);
    await visit(reader, `${home}cookies/`);
    assert.ok(await reader.getByLabel("Films", { exact: true }).isChecked());
  },

  "the reader can take the answer along, and clear what the site saved": async ({ site, page }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    await visit(reader, `${home}cookies/`);
    const say = reader.locator(".kept [role=status]");
    await reader.locator("[data-kept=download]").click();
    assert.equal(await say.innerText(), "There is no answer of yours in this browser.");
    await press(reader, "accept");
    const [download] = await Promise.all([reader.waitForEvent("download"), reader.locator("[data-kept=download]").click()]);
    assert.equal(download.suggestedFilename(), "guidepost-consent.json");
    assert.deepEqual(JSON.parse(readFileSync(await download.path(), "utf8")), await record(reader));
    await reader.evaluate(() => {
      localStorage.setItem("own.place", "3");
      localStorage.setItem("of.another.site", "1");
      document.cookie = "_track=1; path=/";
    });
    await reader.locator("[data-kept=clear]").click();
    assert.equal(await say.innerText(), "Cleared. This site keeps nothing in this browser now.");
    assert.deepEqual(await kept(reader), { cookies: "", local: { "of.another.site": "1" }, session: {} });
    assert.ok(await reader.locator("#consent .ask").isVisible(), "the question is open again");
    assert.deepEqual(reader.troubles, []);
  },
};
