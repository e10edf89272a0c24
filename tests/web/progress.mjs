// Progress that lasts: ticks, steps done and the reader's place, on this device and only if the reader says so.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import axe from "axe-core";
import { open, watch } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { filesOf, pagesOf } from "./lib/sites.mjs";
import { trials, withPage } from "./lib/trial.mjs";

export const purpose = "ticks last where the reader says so: asked once, in place; shown everywhere; taken along, taken back";

const KEY = "guidepost.progress";
const MOST_BYTES = 2048;
const PURPOSE = "{ label: Memory, why: Ticks., own: [{ key: guidepost.progress, keeps: 180 days }] }";
const SITE = `title: Steps\nconsent:\n  mode: opt-in\n  keep_days: 180\n  purposes:\n    preferences: ${PURPOSE}\n`;
const DATE = ["--date", "2026-11-22"];
const guide = (title = "Path", more = "") => `---\ntitle: ${title}\n${more}---\n\nWords.\n`;

const FILES = {
  "content/site.yaml": SITE,
  "content/path/index.md": guide(),
  "content/path/01-one.md": "---\ntitle: One\n---\n\n- [ ] First tip. {#first}\n- [ ] Second tip.\n",
  "content/path/02-two.md": "---\ntitle: Two\n---\n\nNo tips here.\n",
  "content/path/03-three.md": "---\ntitle: Three\n---\n\n- [ ] Third tip.\n",
  "content/path/04-act.md": '---\ntitle: Act\nkind: action\nactions: [{ label: Begin it, to: "#recap" }]\n---\n\nNow.\n',
  "content/other/index.md": guide("Other"),
  "content/other/01-one.md": "---\ntitle: Uno\n---\n\n- [ ] First tip. {#first}\n",
};

export async function check(sites, report, browser, workspace, program, make) {
  const trial = trials(report, "made");
  const made = make("progress", FILES, DATE);
  const server = await serve(made.folder);
  const site = new Site(browser, server.home);
  await trial("the site builds without a word", () => assert.deepEqual(made.told, []));
  await checkQuestion(trial, site);
  await checkWithoutMemory(trial, site, make, browser);
  await checkShown(trial, site);
  await checkTaking(trial, site);
  await checkTabs(trial, site);
  await checkHostile(trial, site);
  await server.close();
  await checkEdits(trial, make, browser);
  await checkPages(trial, make, browser, made);
  await checkOwn(sites, report, browser);
}

/** What a reader does on the site of these trials. */
class Site {
  constructor(browser, home) {
    Object.assign(this, { browser, home });
  }

  /** A fresh reader, on a page. Nothing may go wrong there. */
  reader(path, act, options = {}) {
    return withPage(this.browser, options, async (tab, context) => {
      const watcher = watch(tab, this.home);
      await open(tab, this.home + path);
      await act(tab, context);
      assert.deepEqual(watcher.take(), []);
    });
  }

  /** The same who has said yes to being remembered. */
  friend(path, act, options) {
    return this.reader(
      path,
      async (tab, context) => {
        await grant(tab);
        await act(tab, context);
      },
      options,
    );
  }

  go(tab, path) {
    return open(tab, this.home + path);
  }
}

const grant = (tab) => tab.evaluate(() => globalThis.guidepost.consent.set({ preferences: true }));
const stored = (tab) => tab.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);
const ticks = (tab) => tab.locator("[data-tip]:checked").evaluateAll((all) => all.map((box) => box.dataset.tip));
const tick = (tab, index) => tab.locator(".tip input").nth(index).check();
const done = (tab, selector) => tab.locator(`${selector}.done`).evaluateAll((all) => all.map((one) => one.dataset.step));
const begin = (tab) => tab.locator(".begin [data-begin]").evaluate((one) => [one.textContent.trim(), one.pathname]);
const STEP = "path/one/";

async function checkQuestion(trial, site) {
  await trial("P01 at the first tick the page asks, in place, and the focus stays", () =>
    site.reader(STEP, async (tab) => {
      assert.equal(await tab.locator(".remember").isVisible(), false);
      await tick(tab, 1);
      assert.equal(await tab.locator(".tip:nth-child(2) > .remember").isVisible(), true);
      assert.match(await tab.locator(".remember [role=status]").textContent(), /\?/);
      assert.equal(await tab.evaluate(() => document.activeElement === document.querySelectorAll(".tip input")[1]), true);
      assert.equal(await stored(tab), null);
      await tick(tab, 0);
      assert.equal(await tab.locator(".tip:nth-child(2) > .remember").count(), 1, "asked once");
      await tab.evaluate(axe.source);
      const { violations } = await tab.evaluate(() => globalThis.axe.run(document));
      assert.deepEqual(violations.map(({ id }) => id), []);
    }),
  );
  await trial("P02 yes, by keyboard: kept with what was ticked before, said with the focus, there after a reload, not asked again", () =>
    site.reader(STEP, async (tab) => {
      await tab.locator(".tip input").first().focus();
      await tab.keyboard.press("Space");
      await tab.keyboard.press("Tab");
      await tab.keyboard.press("Enter");
      assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Your ticks are remembered on this device.");
      assert.equal(await tab.locator(".remember button:visible").count(), 0);
      await tab.reload();
      assert.deepEqual(await ticks(tab), ["first"]);
      await tick(tab, 1);
      assert.equal(await tab.locator(".remember").isVisible(), false);
    }),
  );
  await trial("P03 no: the ticks last as long as the page, nothing is stored, and no page asks again", () =>
    site.reader(STEP, async (tab) => {
      await tick(tab, 0);
      await tab.getByRole("button", { name: "No", exact: true }).click();
      await tab.waitForFunction(() => document.activeElement.textContent === "Your ticks last until you leave this page.");
      assert.deepEqual(await ticks(tab), ["first"]);
      await tab.reload();
      assert.deepEqual(await ticks(tab), []);
      assert.equal(await stored(tab), null);
      await tick(tab, 0);
      assert.equal(await tab.locator(".remember button:visible").count(), 0);
      assert.match(await tab.locator(".remember").innerText(), /until you leave/);
    }),
  );
  await trial("P04 no answer: nothing is stored, and nothing is written by ticking, marking or leaving", () =>
    site.reader(STEP, async (tab) => {
      await tick(tab, 0);
      await tick(tab, 1);
      await site.go(tab, "path/two/");
      await tab.locator("[data-tip='/two']").check();
      await site.go(tab, "path/");
      assert.deepEqual(await begin(tab), ["Begin", "/path/one/"]);
      assert.deepEqual(await tab.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]), [[], [], ""]);
    }),
  );
}

async function checkWithoutMemory(trial, site, make, browser) {
  await trial("P05 without the consent script there is no memory, no question and no error", () =>
    site.reader(
      STEP,
      async (tab) => {
        await tick(tab, 0);
        assert.equal(await tab.locator(".remember").isVisible(), false);
        assert.equal(await stored(tab), null);
      },
      { consent: false },
    ),
  );
  await trial("P06 a site without the purpose: no script, no question; boxes are ticked all the same", async () => {
    const plain = make("progress-plain", { ...FILES, "content/site.yaml": "title: Steps\n" }, DATE);
    assert.deepEqual(filesOf(plain.folder, ".js").filter((file) => /progress|keeping/.test(file)), []);
    for (const file of pagesOf(plain.folder)) assert.doesNotMatch(readFileSync(join(plain.folder, file), "utf8"), /progress\.|class="remember"|done-mark|keeping/, file);
    const server = await serve(plain.folder);
    await new Site(browser, server.home).reader(STEP, async (tab) => {
      await tick(tab, 0);
      assert.deepEqual(await ticks(tab), ["first"]);
      assert.deepEqual(await tab.evaluate(() => Object.keys(localStorage)), []);
    });
    await server.close();
  });
  await trial("P07 without JavaScript the boxes are labelled and can be ticked; nothing is shown that would do nothing; on paper they print", () =>
    site.reader(
      STEP,
      async (tab) => {
        await tab.getByLabel("First tip.").check();
        for (const part of [".done-mark", ".remember", ".said"]) assert.equal(await tab.locator(part).first().isVisible(), false, part);
        await tab.emulateMedia({ media: "print" });
        assert.equal(await tab.getByLabel("Second tip.").isVisible(), true);
        assert.equal(await tab.locator(".tip").first().evaluate((one) => getComputedStyle(one).breakInside), "avoid");
        await site.go(tab, "path/");
        assert.equal(await tab.locator(".keeping").isVisible(), false);
        assert.deepEqual(await begin(tab), ["Begin", "/path/one/"]);
      },
      { javaScriptEnabled: false, consent: false },
    ),
  );
}

async function checkShown(trial, site) {
  await trial("P08 a step is done when its tips are, and no more when one is not", () =>
    site.friend(STEP, async (tab) => {
      await tick(tab, 0);
      assert.deepEqual(await done(tab, ".rail-line .station"), []);
      await tick(tab, 1);
      assert.deepEqual(await done(tab, ".rail-line .station"), ["/one"]);
      assert.equal(await tab.locator("[data-tip='/one']").isChecked(), true);
      await tab.locator(".tip input").first().uncheck();
      assert.deepEqual(await done(tab, ".rail-line .station"), []);
    }),
  );
  await trial("P09 or when the reader says so, tips or not, and takes it back", () =>
    site.friend("path/two/", async (tab) => {
      const mark = tab.getByLabel("Mark this step as done");
      await mark.focus();
      await tab.keyboard.press("Space");
      assert.equal(await tab.getByLabel("You have done this step").isChecked(), true);
      assert.deepEqual(await done(tab, ".rail-line .station"), ["/two"]);
      await tab.reload();
      await tab.getByLabel("You have done this step").uncheck();
      assert.deepEqual(await done(tab, ".station"), []);
      await site.go(tab, STEP);
      await tick(tab, 0);
      await tab.getByLabel("Mark this step as done").check();
      await tab.locator(".tip input").first().uncheck();
      assert.deepEqual(await done(tab, ".rail-line .station"), ["/one"], "the reader's word stands");
    }),
  );
  await trial("P10 overview, rail, bar, home and recap show it, in shape and in words", () =>
    site.friend("path/two/", async (tab) => {
      await tab.getByLabel("Mark this step as done").check();
      const link = (name) => tab.locator("#main, nav.rail").getByRole("link", { name }).first();
      await tab.setViewportSize({ width: 1440, height: 900 });
      assert.equal(await link(/^Step 2 Two ?, done$/).count(), 1);
      assert.deepEqual(await done(tab, ".rail-bar .dots i"), ["/two"]);
      const shape = (selector) => tab.locator(selector).first().evaluate((one) => getComputedStyle(one, "::before").clipPath);
      assert.match(await shape(".rail-line .station.done a"), /polygon/);
      await site.go(tab, "path/");
      assert.equal(await link(/^Two ?, done$/).count(), 1);
      assert.equal(await link(/^One$/).count(), 1);
      assert.equal(await tab.locator(".head [data-count]").innerText(), "Done: 1 of 3");
      await site.go(tab, "");
      const card = tab.locator(".card", { hasText: "Path" });
      assert.equal(await card.locator("[data-count]").innerText(), "Done: 1 of 3");
      assert.equal(await card.locator("i.done").count(), 1);
      assert.equal(await tab.locator(".card", { hasText: "Other" }).locator("[data-count]").isVisible(), false);
      await site.go(tab, "path/act/");
      assert.equal(await tab.locator("#recap").getByRole("link", { name: /^Two ?, done$/ }).count(), 1);
      assert.equal(await tab.locator("#recap [data-count]").innerText(), "Done: 1 of 3");
    }),
  );
  await trial("P11 Continue with the step one was at, then with the next one, then with the action page", () =>
    site.friend(STEP, async (tab) => {
      await site.go(tab, "path/");
      assert.deepEqual(await begin(tab), ["Continue with step 1", "/path/one/"]);
      await site.go(tab, "path/two/");
      await site.go(tab, "path/");
      assert.deepEqual(await begin(tab), ["Continue with step 2", "/path/two/"]);
      assert.equal(await tab.locator(".resume a").innerText(), "Continue with step 2");
      await site.go(tab, "path/two/");
      await tab.getByLabel("Mark this step as done").check();
      await site.go(tab, "path/");
      assert.deepEqual(await begin(tab), ["Continue with step 3", "/path/three/"]);
      await site.go(tab, "path/three/");
      await tick(tab, 0);
      await site.go(tab, "path/");
      assert.deepEqual(await begin(tab), ["Continue with “Act”", "/path/act/"]);
      await site.go(tab, "other/");
      assert.deepEqual(await begin(tab), ["Begin", "/other/one/"], "each guide for itself");
    }),
  );
  await trial("P12 the page of all steps ticks the same tips and steps", () =>
    site.friend("path/all/", async (tab) => {
      for (const name of ["First tip.", "Second tip."]) await tab.getByLabel(name).check();
      await site.go(tab, STEP);
      assert.deepEqual((await ticks(tab)).sort(), ["/one", "first", (await tab.locator("[data-tip]").nth(1).getAttribute("data-tip"))].sort());
      await site.go(tab, "other/one/");
      assert.deepEqual(await ticks(tab), [], "another guide's tip of the same id is another tip");
    }),
  );
}

async function checkTaking(trial, site) {
  await trial("P13 saved in a file, brought to another device, where the page asks whether to remember", async () => {
    let file;
    await site.friend(STEP, async (tab) => {
      await tick(tab, 0);
      await site.go(tab, "path/");
      await tab.locator(".keeping summary").click();
      const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Save it in a file" }).click()]);
      assert.equal(download.suggestedFilename(), "guidepost-progress.json");
      file = readFileSync(await download.path());
    });
    await site.reader("path/", async (tab) => {
      await tab.locator(".keeping summary").click();
      await tab.locator("input[type=file]").setInputFiles({ name: "p.json", mimeType: "application/json", buffer: file });
      await tab.getByText("Your progress is here.").waitFor();
      assert.deepEqual(await begin(tab), ["Continue with step 1", "/path/one/"]);
      assert.equal(await stored(tab), null);
      await tab.getByRole("button", { name: "Yes, remember" }).click();
      await site.go(tab, STEP);
      assert.deepEqual(await ticks(tab), ["first"]);
    });
  });
  await trial("P14 a file that is none says so and changes nothing", () =>
    site.friend(STEP, async (tab) => {
      await tick(tab, 0);
      await site.go(tab, "path/");
      await tab.locator(".keeping summary").click();
      const before = await stored(tab);
      for (const text of ["", "{", "null", "[]", '{"state":{}}', '{"state":{"__proto__":1,"x":2}}', '{"state":"/a#b"}', "x".repeat(1_100_000)]) {
        await tab.locator("input[type=file]").setInputFiles({ name: "p.json", mimeType: "application/json", buffer: Buffer.from(text) });
        await tab.getByText("This file holds no progress.").waitFor();
        await tab.locator(".keeping [role=status]").evaluate((one) => new Promise((done) => setTimeout(() => done((one.textContent = "")), 80)));
      }
      assert.deepEqual(await stored(tab), before);
    }),
  );
  await trial("P15 start over clears this guide alone, says so, and can be undone", () =>
    site.friend(STEP, async (tab) => {
      await tick(tab, 0);
      await site.go(tab, "other/one/");
      await tick(tab, 0);
      await site.go(tab, "path/");
      await tab.locator(".keeping summary").click();
      await tab.getByRole("button", { name: "Start this guide over" }).click();
      assert.deepEqual(await begin(tab), ["Begin", "/path/one/"]);
      assert.match(await tab.locator(".keeping [role=status]").textContent(), /Nothing is ticked/);
      assert.deepEqual(Object.keys((await stored(tab)).state).filter((key) => key.startsWith("/path/")), []);
      assert.ok((await stored(tab)).state["/other/#first"]);
      await tab.getByRole("button", { name: "Undo" }).click();
      assert.deepEqual(await begin(tab), ["Continue with step 1", "/path/one/"]);
      await site.go(tab, STEP);
      assert.deepEqual(await ticks(tab), ["first"]);
    }),
  );
}

async function checkTabs(trial, site) {
  await trial("P16 two tabs agree, and neither writes over the other", () =>
    site.friend(STEP, async (tab, context) => {
      const other = await context.newPage();
      await site.go(other, STEP);
      await tick(tab, 0);
      await other.locator(".tip input").first().and(other.locator(":checked")).waitFor();
      await tick(other, 1);
      await tab.locator("[data-tip='/one']:checked").waitFor();
      await tab.locator(".tip input").first().uncheck();
      await other.locator(".tip input:not(:checked)").first().waitFor();
      assert.equal((await ticks(other)).length, 1);
    }),
  );
  await trial("P17 the back button shows the present state", () =>
    site.friend("path/", async (tab) => {
      await tab.locator(".path-list a").nth(1).click();
      await tab.getByLabel("Mark this step as done").check();
      await tab.goBack();
      await tab.locator(".leg.done").waitFor();
      assert.deepEqual(await begin(tab), ["Continue with step 3", "/path/three/"]);
    }),
  );
  await trial("P18 withdrawal clears what was kept, here and on the page", () =>
    site.friend(STEP, async (tab) => {
      await tick(tab, 0);
      assert.ok(await stored(tab));
      await tab.evaluate(() => globalThis.guidepost.consent.reject());
      assert.deepEqual(await ticks(tab), []);
      await tick(tab, 1);
      await tab.reload();
      assert.deepEqual([await stored(tab), await ticks(tab)], [null, []]);
    }),
  );
}

async function checkHostile(trial, site) {
  const keep = (value) => (context) => context.addInitScript(([key, text]) => { if (!sessionStorage.getItem("seen")) localStorage.setItem(key, text); sessionStorage.setItem("seen", "1"); }, [KEY, value]);
  const today = Math.floor(Date.now() / 864e5);
  for (const [name, value] of [
    ["no JSON", "{"],
    ["null", "null"],
    ["another version", `{"v":2,"on":${today},"state":{"/path/#first":1}}`],
    ["older than it may be kept", `{"v":1,"on":${today - 181},"state":{"/path/#first":1}}`],
    ["no date", '{"v":1,"state":{"/path/#first":1}}'],
  ]) {
    await trial(`P19 a record that is ${name} is no record, and the next tick is kept`, () =>
      site.friend(
        STEP,
        async (tab) => {
          assert.deepEqual(await ticks(tab), []);
          await tick(tab, 1);
          await tab.reload();
          assert.equal((await ticks(tab)).length, 1);
        },
        { before: keep(value) },
      ),
    );
  }
  await trial("P20 storage that throws: the ticks hold for the page, without an error", () =>
    site.reader(
      STEP,
      async (tab) => {
        await grant(tab);
        await tab.evaluate(() => { for (const name of ["getItem", "setItem", "removeItem"]) Storage.prototype[name] = () => { throw new DOMException("no", "QuotaExceededError"); }; });
        await tick(tab, 0);
        await tick(tab, 1);
        assert.equal((await ticks(tab)).length, 3);
      },
    ),
  );
}

async function checkEdits(trial, make, browser) {
  await trial("P21 ticks survive reordering, a mended typing error, new tips and a guide that moved", async () => {
    const first = make("progress-edits", FILES, DATE);
    const server = await serve(first.folder);
    const site = new Site(browser, server.home);
    await site.friend(STEP, async (tab) => {
      await tick(tab, 0);
      await tick(tab, 1);
      const { "content/path/01-one.md": one, "content/path/02-two.md": two, ...rest } = FILES;
      const told = make("progress-edits", {
        ...rest,
        "content/path/01-two.md": two,
        "content/path/02-one.md": "---\ntitle: The first\n---\n\n- [ ] A new tip.\n- [ ] second tip!\n- [ ] The very first tip. {#first}\n",
      }, DATE).told;
      assert.deepEqual(told, [], one);
      await site.go(tab, STEP);
      assert.deepEqual(await tab.locator(".tip input").evaluateAll((all) => all.map(({ checked }) => checked)), [false, true, true]);
      assert.deepEqual(await done(tab, ".rail-line .station"), ["/one"], "a new tip undoes nothing");
      const moved = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path.replace("/path/", "/way/"), text]));
      make("progress-edits", { ...moved, "content/way/index.md": guide("Way", "aliases: [/path/]\n") }, DATE);
      await site.go(tab, "way/one/");
      assert.equal((await ticks(tab)).length, 3);
      assert.deepEqual(Object.keys((await stored(tab)).state).filter((key) => key.startsWith("/path/")), []);
    });
    await server.close();
  });
}

async function checkPages(trial, make, browser, made) {
  await trial("P22 opened from the disk", async () => {
    const portable = make("progress-disk", FILES, [...DATE, "--portable"]);
    const address = pathToFileURL(join(portable.folder, "path/one/index.html")).href;
    await withPage(browser, {}, async (tab) => {
      await open(tab, address);
      await grant(tab);
      await tick(tab, 0);
      await tab.reload();
      assert.deepEqual(await ticks(tab), ["first"]);
    });
  });
  await trial("P23 the script weighs 2 KB or less, and is loaded by pages that use it only", () => {
    for (const file of filesOf(made.folder, ".js").filter((name) => /progress/.test(name))) {
      const bytes = brotliCompressSync(readFileSync(join(made.folder, file))).length;
      assert.ok(bytes <= MOST_BYTES, `${file}: ${bytes} bytes`);
    }
    const users = pagesOf(made.folder).filter((file) => /src="[^"]*progress\./.test(readFileSync(join(made.folder, file), "utf8")));
    const others = pagesOf(made.folder).filter((file) => !users.includes(file));
    assert.deepEqual(others, ["404.html", "cookies/index.html", "other/worksheet/index.html", "path/worksheet/index.html"]);
  });
  await trial("P24 a purpose that does not name the key is a warning", () => {
    const told = make("progress-undeclared", { ...FILES, "content/site.yaml": SITE.replace(", own: [{ key: guidepost.progress, keeps: 180 days }]", "") }, DATE).told;
    assert.deepEqual(told.map(({ code, line }) => [code, line]), [["undeclared-storage", 6]]);
  });
}

/** The repository's own site remembers, if one lets it. */
async function checkOwn(sites, report, browser) {
  for (const { name, folder, base } of sites.filter(({ own }) => own)) {
    const trial = trials(report, name);
    const server = await serve(folder, base);
    const site = new Site(browser, server.home);
    await trial("a reader ticks, says yes, and comes back", () =>
      site.reader("rebuilding-trust/acknowledge-the-damage/", async (tab) => {
        await tick(tab, 0);
        await tab.getByRole("button", { name: "Yes, remember" }).click();
        await site.go(tab, "rebuilding-trust/");
        assert.equal(await tab.locator(".begin [data-begin]").innerText(), "Continue with step 1");
      }),
    );
    await server.close();
  }
}
