// The call to action: A01 to A26, each tried in the browser on built sites; what no browser decides, on the program.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import ICAL from "ical.js";
import { open, watch } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { addressOf, pagesOf } from "./lib/sites.mjs";
import { trials, withPage } from "./lib/trial.mjs";

export const purpose = "A01 to A26: one clear action, everything usable without scripts, nothing sent";

const q = JSON.stringify;
const DATE = ["--date", "2026-11-22"];
const TITLE = `Übung & "Mut" + 100 %`;
const SHARE = `Look at "this" & that,\nwhen you're ready: größer?`;
const BODY = "One plain sentence of the author.\n\nA second one, with `code`, kept as it is.";
const EXIT = "https://exit.example/";
const HEAD = {
  title: "Begin now",
  kind: "action",
  actions: [{ label: "Find your words", to: "#prompts" }, { label: "Print it", to: "print" }, { label: "Tell a friend", to: "share" }, { label: "Put it in a calendar", to: "reminder" }],
  next: ["Breathe", "Speak"],
  prompts: [`I felt "small" & lost…`, "Would you listen?"],
  plan: { if: "When I wake up on", then: "I will call" },
  reminder: { title: "Check-in, long enough; to be folded: " + "größer ".repeat(12), every: "week", day: "sunday", time: "19:00", minutes: 30 },
  share: { text: SHARE },
  form: { to: "https://forms.example/post", fields: [{ name: "name", label: "Your name", type: "text" }, { name: "mail", label: "Your address", type: "email", required: true }, { name: "text", label: "Your words", type: "textarea", required: true }], privacy: "../cookies.md" },
  safety: { note: "If you are afraid, wait.", links: [{ label: "Help one", to: "https://help.example/", verified: "2026-11-01" }, { label: "Help two", to: "https://more.example/", verified: "2026-11-01" }], exit: EXIT },
};
const SITE = `title: Courage\nbase_url: https://courage.example/x\nconsent:\n  mode: opt-in\n  more: { label: More, to: cookies.md }\n  purposes:\n    preferences: { label: Memory, why: Ticks., own: [{ key: guidepost.progress, keeps: 180 days }] }\n    contact: { label: Writing to us, why: Letters. }\n  services:\n    forms: { label: Forms, match: [forms.example], purpose: contact, provider: Forms Ltd, privacy: "https://forms.example/privacy" }\n`;
const STEP = "---\ntitle: Step one\naction: { label: Find your words, to: 03-act.md }\n---\n\nText.\n\n- [ ] Tip **one** of the first.\n- [ ] Tip two.\n";

const files = (head = HEAD, site = SITE) => ({
  "content/site.yaml": site,
  "content/cookies.md": "---\ntitle: Cookies\n---\n\nWords.\n",
  "content/brave/index.md": `---\ntitle: ${q(TITLE)}\ndate: 2026-11-01\n---\n\nWords.\n`,
  "content/brave/01-one.md": STEP,
  "content/brave/02-two.md": "---\ntitle: Step two\n---\n\n- [ ] Tip three.\n",
  "content/brave/03-act.md": `---\n${q(head)}\n---\n\n${BODY}\n`.replace(/^---\n\{/, "---\n{"),
});
const ACT = "brave/act/";

export async function check(sites, report, browser, workspace, program, make) {
  const trial = trials(report, "made");
  const made = make("action", files(), DATE);
  const server = await serve(made.folder, "/x/");
  const page = (act, options = {}, path = ACT) =>
    withPage(browser, options, async (tab, context) => {
      const watcher = watch(tab, server.home);
      await open(tab, server.home + path);
      const heard = watcher.take();
      await act(tab, context, watcher);
      assert.deepEqual(heard, []);
    });
  await trial("the site builds without a word", () => assert.deepEqual(made.told, []));
  await checkActions(trial, page, server, made);
  await checkWithoutScripts(trial, page, server);
  await checkSharing(trial, page);
  await checkFiles(trial, page, make, made);
  await checkPlanAndForm(trial, page, made);
  await checkExit(trial, page, browser, server);
  await checkLook(trial, page);
  await server.close();
  await checkProgram(trial, make);
  await checkOwn(sites, report, browser);
}

async function checkActions(trial, page, server, made) {
  await trial("A01 one .action-main on the page; at most one action a step, and a quiet one", async () => {
    await page(async (tab) => assert.equal(await tab.locator(".action-main").count(), 1));
    await page(
      async (tab) => {
        assert.equal(await tab.locator(".action-main").count(), 0);
        assert.deepEqual(await tab.locator(".quiet-action a").allTextContents(), ["Find your words"]);
      },
      {},
      "brave/one/",
    );
  });
  await trial("A02 the body word for word", () =>
    page(async (tab) => assert.equal(await tab.locator("article > .text").first().innerText(), BODY.replaceAll("`", ""))),
  );
  await trial("A03 each label is the accessible name", () =>
    page(async (tab) => {
      for (const { label } of HEAD.actions) {
        const found = tab.locator(".actions").getByRole("link", { name: label, exact: true }).or(tab.locator(".actions").getByRole("button", { name: label, exact: true }));
        assert.equal(await found.count(), 1, label);
      }
    }),
  );
  await trial("A04 what navigates is a link, what acts a button", () =>
    page(
      async (tab) => {
        const kinds = await tab.locator(".actions > *").evaluateAll((all) => all.map((one) => [one.textContent, one.localName]));
        assert.deepEqual(kinds, [["Find your words", "a"], ["Print it", "button"], ["Tell a friend", "button"], ["Put it in a calendar", "a"]]);
        await tab.evaluate(() => (globalThis.print = () => (globalThis.printed = true)));
        await tab.getByRole("button", { name: "Print it" }).click();
        assert.equal(await tab.evaluate(() => globalThis.printed), true);
      },
      { before: withShare() },
    ),
  );
  await trial("A05 the target exists, and following it moves the focus there", () =>
    page(async (tab) => {
      await tab.locator(".action-main").press("Enter");
      await tab.waitForFunction(() => document.activeElement.id === "prompts");
      assert.match(tab.url(), /#prompts$/);
    }),
  );
  await trial("A06 from every step in two links; the part before it has it as next", async () => {
    for (const path of ["brave/one/", "brave/two/"]) {
      await page(async (tab) => assert.ok((await tab.locator(`a[href="../act/"]`).count()) > 0), {}, path);
    }
    await page(async (tab) => assert.equal(await tab.locator("a[rel=next]").getAttribute("href"), "../act/"), {}, "brave/two/");
    await page(async (tab) => assert.equal(await tab.locator("a[rel=prev]").getAttribute("href"), "../two/"));
    await page(async (tab) => assert.equal(await tab.locator('.path-list a[href="act/"]').count(), 1), {}, "brave/");
  });
  await trial("A26 no timer element", () =>
    page(
      async (tab) => {
        assert.equal(await tab.locator("[role=timer], progress, meter, [class*=countdown]").count(), 0);
        assert.equal(await tab.evaluate(() => globalThis.intervals), 0);
      },
      { before: (context) => context.addInitScript(() => { globalThis.intervals = 0; globalThis.setInterval = () => (globalThis.intervals += 1); }) },
    ),
  );
  void [server, made];
}

const withShare = (answer = "resolve") => (context) =>
  context.addInitScript((kind) => {
    Object.defineProperty(navigator, "share", {
      configurable: true,
      value: (data) => ((globalThis.shared = data), kind === "resolve" ? Promise.resolve() : Promise.reject(new DOMException("no", "AbortError"))),
    });
  }, answer);

async function checkWithoutScripts(trial, page, server) {
  await trial("A07 without JavaScript: main action, mail share, reminder and worksheet usable", () =>
    page(
      async (tab) => {
        assert.equal(await tab.locator(".action-main").getAttribute("href"), "#prompts");
        assert.match(await tab.locator("#share a").first().getAttribute("href"), /^mailto:\?subject=/);
        const hrefs = await tab.locator("#reminder a, #worksheet a, .actions a").evaluateAll((all) => all.map(({ href }) => href).filter((href) => href.startsWith("http")));
        assert.equal(hrefs.length, 5);
        for (const href of hrefs) assert.equal((await fetch(href)).status, 200, href);
        assert.equal(await tab.locator("button:visible:not([type=submit])").count(), 0);
      },
      { javaScriptEnabled: false, consent: false },
    ),
  );
  await trial("A15 mail links encode newline, quotes, & and non-ASCII", () =>
    page(async (tab) => {
      for (const href of await tab.locator("a[href^=mailto]").evaluateAll((all) => all.map((one) => one.getAttribute("href")))) {
        assert.match(href, /^mailto:\?subject=[\w%.~-]+&body=[\w%.~-]+$/);
        const fields = new URLSearchParams(href.slice("mailto:?".length).replaceAll("+", "%2B"));
        assert.equal(fields.get("subject"), TITLE);
        assert.equal(fields.get("body"), `${SHARE}\r\n\r\nhttps://courage.example/x/brave/`);
      }
    }),
  );
  void server;
}

async function checkSharing(trial, page) {
  await trial("A12 no share button without navigator.share", () =>
    page(async (tab) => {
      assert.equal(await tab.locator("#share button[data-do=share], #share button:has-text('Send it')").count(), 0);
      assert.equal(await tab.locator("#share a[href^=mailto]").count(), 1);
    }),
  );
  await trial("A12 with it, title and address are passed", () =>
    page(
      async (tab) => {
        await tab.getByRole("button", { name: "Tell a friend" }).click();
        const { title, url } = await tab.evaluate(() => globalThis.shared);
        assert.deepEqual([title, url], [TITLE, "https://courage.example/x/brave/"]);
        await tab.getByRole("button", { name: "Send it" }).click();
        assert.equal(await tab.evaluate(() => globalThis.shared.text), SHARE);
      },
      { before: withShare() },
    ),
  );
  await trial("A13 copy gives the canonical address and says so", () =>
    page(
      async (tab) => {
        await tab.getByRole("button", { name: "Copy the address" }).click();
        await tab.locator("#main > [role=status]").filter({ hasText: "Copied" }).waitFor({ state: "attached" });
        assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), "https://courage.example/x/brave/");
        await tab.getByRole("button", { name: "Copy: I felt" }).click();
        await tab.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("I felt"));
        assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), HEAD.prompts[0]);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ),
  );
  await trial("A14 a refused share is no error", () =>
    page(
      async (tab) => {
        await tab.getByRole("button", { name: "Tell a friend" }).click();
        await tab.waitForFunction(() => globalThis.shared);
        await tab.evaluate(() => new Promise((done) => setTimeout(done)));
      },
      { before: withShare("reject") },
    ),
  );
}

const REMINDER = `${ACT}reminder.ics`;
const text = (folder, file = REMINDER) => readFileSync(join(folder, file), "utf8");

async function checkFiles(trial, page, make, made) {
  await trial("A08 the calendar file: CRLF, folding, required properties, read by another parser, a future occurrence", () => {
    const file = text(made.folder);
    assert.doesNotMatch(file.replaceAll("\r\n", ""), /[\r\n]/);
    assert.ok(file.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
    assert.match(file, /\r\n [^\r]/);
    const event = new ICAL.Component(ICAL.parse(file)).getFirstSubcomponent("vevent");
    for (const name of ["uid", "dtstamp", "dtstart", "rrule", "summary"]) assert.ok(event.getFirstPropertyValue(name), name);
    assert.equal(event.getFirstPropertyValue("summary"), HEAD.reminder.title.trim());
    assert.equal(event.getFirstSubcomponent("valarm").getFirstPropertyValue("action"), "DISPLAY");
    const rule = event.getFirstPropertyValue("rrule");
    assert.deepEqual([rule.freq, rule.until, rule.count], ["WEEKLY", null, null]);
    const start = event.getFirstPropertyValue("dtstart");
    assert.equal(start.zone.tzid, "floating");
    const next = new ICAL.Event(event).iterator().next();
    assert.equal(next.toString(), "2026-11-29T19:00:00");
    const later = new ICAL.Event(event).iterator();
    let occurrence = later.next();
    for (let count = 0; occurrence.toJSDate() < new Date() && count < 5000; count += 1) occurrence = later.next();
    assert.ok(occurrence.toJSDate() >= new Date() && occurrence.dayOfWeek() === 1, `${occurrence}`);
  });
  await trial("A09 discreet: neither title nor address of the guide in it; else they are there", () => {
    const discreet = make("action-discreet", files({ ...HEAD, reminder: { ...HEAD.reminder, title: "Check-in", discreet: true } }), DATE);
    assert.doesNotMatch(text(discreet.folder), /Übung|Mut|brave|courage/i);
    assert.match(text(made.folder).replaceAll("\r\n ", ""), /Übung & "Mut"/);
  });
  await trial("A10 two builds give the same file", () => {
    const again = make("action-again", files(), DATE);
    assert.equal(text(again.folder), text(made.folder));
  });
  await trial("A11 the worksheet prints every step title and tip, no navigation, no banner, no break within a tip", () =>
    page(
      async (tab) => {
        await tab.emulateMedia({ media: "print" });
        const words = await tab.locator("body").innerText();
        for (const one of ["Step one", "Step two", "Tip one of the first.", "Tip two.", "Tip three."]) assert.ok(words.includes(one), one);
        assert.equal(await tab.locator("nav:visible, #consent:visible, header.top:visible, button:visible").count(), 0);
        assert.deepEqual(await tab.locator(".boxes li").evaluateAll((all) => all.map((one) => getComputedStyle(one).breakInside)), Array(3).fill("avoid"));
        assert.ok((await tab.locator(".ruled i").count()) >= 4);
      },
      {},
      "brave/worksheet/",
    ),
  );
}

async function checkPlanAndForm(trial, page, made) {
  await trial("A16 plan fields: no request and nothing stored unless granted; kept once granted", () =>
    page(async (tab) => {
      const asked = [];
      // The browser fetches the page's icon when it likes.
      tab.on("request", (request) => request.url().endsWith(".svg") || asked.push(request.url()));
      const fields = tab.locator("[data-plan]");
      await fields.first().fill("Monday");
      await fields.last().fill("my sister");
      assert.deepEqual(await tab.evaluate(() => [Object.keys(localStorage), document.cookie, Object.keys(sessionStorage)]), [[], "", []]);
      assert.deepEqual(asked, []);
      await tab.evaluate(() => globalThis.guidepost.consent.set({ preferences: true }));
      await tab.reload();
      assert.deepEqual(await fields.evaluateAll((all) => all.map(({ value }) => value)), ["Monday", "my sister"]);
    }),
  );
  await trial("A17 a form is static HTML with a label for each field and a privacy link", () =>
    page(
      async (tab) => {
        const form = tab.locator("form.form");
        assert.deepEqual([await form.getAttribute("method"), await form.getAttribute("action")], ["post", HEAD.form.to]);
        for (const { label, name } of HEAD.form.fields) assert.equal(await form.getByLabel(label).getAttribute("name"), name);
        assert.equal(await form.locator('a[href="../../cookies/"]').count(), 1);
        assert.equal(await form.locator("[required]").count(), 2);
      },
      { javaScriptEnabled: false, consent: false },
    ),
  );
  await trial("A18 its host is on the policy page and in form-action of its page alone", async () => {
    assert.match(text(made.folder, "cookies/index.html"), /forms\.example/);
    assert.match(text(made.folder, `${ACT}index.html`), /form-action https:\/\/forms\.example/);
    assert.match(text(made.folder, "brave/one/index.html"), /form-action 'none'/);
  });
  await trial("A19 the safety note stands right after the actions, with two links or more", () =>
    page(async (tab) => {
      assert.equal(await tab.locator(".actions + #safety").count(), 1);
      assert.ok((await tab.locator("#safety a").count()) >= 2);
    }),
  );
}

async function checkExit(trial, page, browser, server) {
  await trial("A21 exit: a link that works without JavaScript", () =>
    page(async (tab) => assert.deepEqual(await tab.locator(".exit a").evaluateAll((all) => all.map(({ href, rel }) => [href, rel])), [[EXIT, "noreferrer"]]), { javaScriptEnabled: false, consent: false }),
  );
  const presses = (keys, expected) =>
    withPage(browser, {}, async (tab, context) => {
      await context.route(`${EXIT}**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>Elsewhere</title>" }));
      await open(tab, `${server.home}brave/`);
      await open(tab, server.home + ACT);
      for (const key of keys) await tab.keyboard.press(key);
      if (!expected) return assert.match(tab.url(), /act\/$/);
      await tab.waitForURL(EXIT);
      await tab.goBack();
      return assert.match(tab.url(), /brave\/$/);
    });
  await trial("A21 three presses of Shift replace the page and leave no entry in the history", () => presses(["Shift", "Shift", "Shift"], true));
  await trial("A21 fewer presses, or others between them, do not", () => presses(["Shift", "Shift", "a", "Shift", "Shift"], false));
  await trial("A22 no beacon, whatever is done", () =>
    page(
      async (tab, context, watcher) => {
        await tab.locator(".action-main").click();
        for (const button of await tab.locator("#main button:visible:not([type=submit])").all()) await button.click();
        await tab.locator("[data-plan]").first().fill("x");
        await tab.evaluate(() => dispatchEvent(new Event("pagehide")));
        assert.deepEqual(await tab.evaluate(() => globalThis.sent), []);
        assert.deepEqual(watcher.take(), []);
        assert.equal(await tab.locator("a[ping]").count(), 0);
      },
      {
        permissions: ["clipboard-read", "clipboard-write"],
        before: (context) =>
          context.addInitScript(() => {
            globalThis.sent = [];
            globalThis.print = () => {};
            navigator.sendBeacon = (...all) => globalThis.sent.push(`${all}`);
            globalThis.fetch = (...all) => globalThis.sent.push(`${all}`);
            XMLHttpRequest.prototype.send = () => globalThis.sent.push("xhr");
          }),
      },
    ),
  );
}

async function checkLook(trial, page) {
  for (const [colorScheme, width] of [["light", 320], ["dark", 1440]]) {
    await trial(`A23 axe, contrast 4.5, ring 3, target 44 px: ${colorScheme}, ${width} px`, () =>
      page(
        async (tab) => {
          await tab.evaluate(axe.source);
          const { violations } = await tab.evaluate(() => globalThis.axe.run(document, { rules: { "target-size": { enabled: true } } }));
          assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
          await tab.locator(".action-main").focus();
          await tab.keyboard.press("Shift+Tab");
          await tab.keyboard.press("Tab");
          const { words, ring, size } = await tab.locator(".action-main").evaluate(measure);
          assert.ok(words >= 4.5, `words ${words}`);
          assert.ok(ring >= 3, `ring ${ring}`);
          assert.ok(Math.min(...size) >= 44, `${size}`);
        },
        { scheme: colorScheme, width },
      ),
    );
  }
  for (const [name, path] of [["action page", ACT], ["overview", "brave/"], ["worksheet", "brave/worksheet/"]]) {
    await trial(`A24 320 px, which is 400 % of 1280: ${name}`, () =>
      page(
        async (tab) => {
          const [content, window] = await tab.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(content <= window, `${content} px`);
          const cut = await tab.locator("a:visible, button:visible, input:visible, label:visible").evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".visually-hidden")).map((one) => one.outerHTML));
          assert.deepEqual(cut, []);
        },
        { viewport: { width: 320, height: 256 } },
        path,
      ),
    );
  }
}

/** Runs in the browser: contrasts (WCAG 2.2, relative luminance) and size of a focused element. */
function measure(element) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const style = getComputedStyle(element);
  const { width, height } = element.getBoundingClientRect();
  const ground = getComputedStyle(document.documentElement).backgroundColor;
  const ring = style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 ? 0 : contrast(style.outlineColor, ground);
  return { words: contrast(style.color, style.backgroundColor), ring, size: [width, height] };
}

async function checkProgram(trial, make) {
  const told = (change, words = DATE) => make("action-wrong", files({ ...HEAD, ...change }), words).told.map(({ code, file, severity }) => (assert.equal(file, "content/brave/03-act.md"), `${severity} ${code}`));
  await trial("A20 an old verified date is a warning, and so is none", () => {
    assert.deepEqual(told({}, ["--date", "2027-11-01"]), []);
    assert.deepEqual(told({}, ["--date", "2027-11-02"]), Array(2).fill("warning safety-link-not-verified"));
    const links = [{ label: "Help", to: "https://help.example/" }, HEAD.safety.links[1]];
    assert.deepEqual(told({ safety: { ...HEAD.safety, links } }), ["warning safety-link-not-verified"]);
  });
  await trial("A25 errors: no action, an empty label, a target that does not exist", () => {
    const act = (label, to) => ({ actions: [{ label, to }] });
    for (const change of [{ actions: undefined }, { actions: [] }, act("", "print"), act("  ", "print"), act("Go on", "#nowhere"), act("Go on", "nowhere.md"), act("Go on", "02-two.md#nowhere"), { ...act("Go on", "reminder"), reminder: undefined }]) {
      const found = told(change);
      assert.ok(found.some((one) => one.startsWith("error ")), `${q(change)}: ${found}`);
    }
  });
  await trial("A25 warnings: a vague label, one over 40 characters, urgency, shaming", () => {
    const labels = { "Click here": "vague-label", Submit: "vague-label", "Learn more": "vague-label", ["Begin ".repeat(7)]: "long-label", "Act now, before it's too late": "urgent-label", "Last chance to talk": "urgent-label", "No thanks, I hate my partner": "shaming-label" };
    for (const [label, code] of Object.entries(labels)) {
      assert.ok(told({ actions: [{ label: label.trim(), to: "#prompts" }] }).includes(`warning ${code}`), label);
    }
    assert.deepEqual(told({ actions: [{ label: "Write to a friend", to: "#prompts" }] }), []);
  });
}

/** The repository's own action pages. */
async function checkOwn(sites, report, browser) {
  for (const site of sites.filter(({ own }) => own)) {
    const trial = trials(report, site.name);
    const server = await serve(site.folder, site.base);
    for (const guide of ["rebuilding-trust/call-to-action/", "publish-your-first-guide/write-the-first-line/"]) {
      await trial(`A01, A04, A05, A12, A26: ${guide}`, () =>
        withPage(browser, {}, async (tab) => {
          await open(tab, server.home + guide);
          assert.equal(await tab.locator("a.action-main").count(), 1);
          assert.equal(await tab.locator("#share button[data-do=share], [role=timer]").count(), 0);
          await tab.locator(".action-main").press("Enter");
          const hash = new URL(tab.url()).hash.slice(1);
          if (hash) await tab.waitForFunction((id) => document.activeElement.id === id, hash);
          assert.equal(await tab.locator("h1").count(), 1);
        }),
      );
    }
    await trial("A09: the reminder of Rebuilding Trust tells nobody what it is about", () => {
      assert.doesNotMatch(text(site.folder, "rebuilding-trust/call-to-action/reminder.ics"), /trust/i);
    });
    await trial("A01: no step asks for more than one thing", () => {
      for (const file of pagesOf(site.folder).filter((name) => addressOf(name).split("/").length === 3)) {
        assert.ok((text(site.folder, file).match(/class="quiet-action"/g) ?? []).length <= 1, file);
      }
    });
    await server.close();
  }
}
