// Closed comments: shared/spec M01 to M23, each tried in the browser on built sites; what no browser decides, on the program.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { open, watch } from "./lib/browser.mjs";
import { HOSTILE_HTML, HOSTILE_MARKDOWN } from "./lib/evasions.mjs";
import { serve } from "./lib/server.mjs";
import { OWN_PAGES, addressOf, pagesOf } from "./lib/sites.mjs";
import { trials, withPage } from "./lib/trial.mjs";

export const purpose = "M01 to M23: closed comments, kept as data, threaded and harmless";

const NOTICE = "Closed “for good” & ever: <b>no</b> {{ more }} 'letters' — thank\u00a0you";
const TITLE = `Fish & Chips: "50 % off", it's ünï?`;
const q = JSON.stringify;

/** A guide of an overview, a step and closing words, with what is said about comments. */
const guide = (comments, archive, { title = TITLE, site = "title: Talk", date = "2026-11-01" } = {}) => ({
  "content/site.yaml": site,
  "content/talk/index.md": `---\ntitle: ${q(title)}\ndescription: Words.\ndate: ${date}\ncomments: ${q(comments)}\n---\n\nWords.\n`,
  "content/talk/01-listen.md": "---\ntitle: Listen\n---\n\nWords.\n",
  "content/talk/02-rest.md": "---\ntitle: Rest\nkind: closing\n---\n\nWords.\n",
  ...(archive && { "content/talk/comments.yaml": archive.map((entry) => `- ${q(entry)}\n`).join("") || "[]\n" }),
});
const entry = (id, parent, more = {}) => ({
  id,
  parent,
  author: { name: `Ana ${id}` },
  date: "2024-05-01T10:00:00+02:00",
  content: `Words of ${id}.`,
  ...more,
});
const THREAD = [
  entry("1", null, { author: { name: "Ana Lima", url: "https://ana.example/", owner: true } }),
  entry("2", "1", { content: "See [this](https://x.example/) and <b>that</b>.", date: "2024-05-02" }),
  entry("3", "2", { deleted: true }),
  entry("4", "3", { date: "2024-05-03T23:30:00-02:00" }),
  entry("5", null, { format: "html", content: "<p>One</p><blockquote>Two</blockquote><a href='http://y.example'>y</a>" }),
  entry("6", "1", { date: "2024-06-01T00:00:00Z" }),
];
const SETTINGS = {
  status: "closed",
  closed_text: NOTICE,
  closed_on: "2025-03-01",
  reason: "We have moved on.",
  instead: [{ label: "Reply by e-mail", mail: "me@example.org" }, { label: "Discuss", to: "https://talk.example/" }],
};
const DATE = ["--date", "2026-11-22"];

export async function check(sites, report, browser, workspace, program, make) {
  const trial = trials(report, "made");
  const closed = make("comments", guide(SETTINGS, THREAD, { site: "title: Talk\nbase_url: https://talk.example/x" }), DATE);
  const server = await serve(closed.folder, "/x/");
  const page = (act, options = {}, path = "talk/") =>
    withPage(browser, options, async (tab) => {
      const watcher = watch(tab, server.home);
      await open(tab, server.home + path);
      await act(tab);
      assert.deepEqual(watcher.take(), []);
    });
  await checkNotice(trial, page, make, browser, closed, server);
  await checkThread(trial, page);
  await checkForm(trial, page, closed);
  await checkHostile(trial, make, browser);
  await checkProgram(trial, make);
  await checkMany(trial, make, browser);
  await checkRightToLeft(trial, make, browser);
  await server.close();
  await checkOwn(sites, report, browser);
}

async function checkNotice(trial, page, make, browser, closed, server) {
  const places = ["talk/", "talk/all/", "talk/rest/"];
  await trial("M01 the notice once on overview, all steps and last part, nowhere else", async () => {
    for (const file of pagesOf(closed.folder)) {
      const expected = places.includes(addressOf(file)) ? 1 : 0;
      await page(async (tab) => assert.equal(await tab.locator(".comments-closed").count(), expected, file), {}, addressOf(file));
    }
  });
  await trial("M01 nothing of it with off", async () => {
    const { folder } = make("comments-off", guide({ ...SETTINGS, status: "off" }, THREAD), DATE);
    for (const file of pagesOf(folder)) {
      assert.doesNotMatch(readFileSync(join(folder, file), "utf8"), /id="comments"|Closed “for|Words of 1/, file);
    }
  });
  await trial("M02 the author's text word for word", () => page(async (tab) => assert.equal(await tab.locator(".comments-closed").textContent(), NOTICE)));
  await trial("M03 visible without JavaScript", () =>
    page(
      async (tab) => {
        assert.equal(await tab.locator(".comments-closed").isVisible(), true);
        assert.equal(await tab.locator("#comments article").last().isVisible(), true);
      },
      { javaScriptEnabled: false },
    ),
  );
  await trial("M19 printed", () =>
    page(async (tab) => {
      await tab.emulateMedia({ media: "print" });
      for (const part of [".comments-closed", "#comments-title", "#comment-4 .e-content"]) assert.equal(await tab.locator(part).isVisible(), true, part);
    }),
  );
  await trial("with no comment: the same section, the notice, the alternatives", async () => {
    const empty = make("comments-empty", guide(SETTINGS), DATE);
    const other = await serve(empty.folder);
    await withPage(browser, {}, async (tab) => {
      await open(tab, `${other.home}talk/`);
      assert.equal(await tab.locator("section#comments .comments-closed").count(), 1);
      assert.equal(await tab.locator("#comments a").count(), 2);
      assert.equal(await tab.locator("#comments article").count(), 0);
    });
    await other.close();
  });
}

async function checkThread(trial, page) {
  await trial("M05 n comments, n articles, and the heading says n (deleted ones have an article, and are not counted)", async () => {
    for (const path of ["talk/", "talk/all/", "talk/rest/"]) {
      await page(
        async (tab) => {
          assert.equal(await tab.locator("#comments article").count(), THREAD.length);
          assert.equal(await tab.locator("#comments-title").textContent(), "5 comments");
          assert.equal(await tab.locator("section#comments").getAttribute("aria-labelledby"), "comments-title");
        },
        {},
        path,
      );
    }
  });
  await trial("M06 nested lists mirror the parents, oldest first", () =>
    page(async (tab) => {
      const tree = await tab.evaluate(() => {
        const read = (list) => [...list.children].map((item) => [item.firstElementChild.id, read(item.querySelector(":scope > article > ol") ?? { children: [] })]);
        return read(document.querySelector("#comments > ol"));
      });
      const expected = [
        ["comment-1", [["comment-2", [["comment-3", [["comment-4", []]]]]], ["comment-6", []]]],
        ["comment-5", []],
      ];
      assert.deepEqual(tree, expected);
    }),
  );
  await trial("M07 #comment-4 scrolls there and marks it", () =>
    page(async (tab) => {
      await tab.setViewportSize({ width: 360, height: 300 });
      await tab.locator("#comment-4 .comment-when").click();
      assert.match(tab.url(), /#comment-4$/);
      const [top, style] = await tab.locator("#comment-4").evaluate((one) => [one.getBoundingClientRect().top, getComputedStyle(one).outlineStyle]);
      assert.ok(top >= 0 && top < 300, `at ${top} px`);
      assert.equal(style, "solid");
      assert.equal(await tab.locator("#comment-5").evaluate((one) => getComputedStyle(one).outlineStyle), "none");
    }),
  );
  await trial("M08 every time is machine-readable, in UTC", () =>
    page(async (tab) => {
      const times = await tab.locator("#comments time").evaluateAll((all) => all.map((time) => time.dateTime));
      assert.equal(times.length, 6);
      for (const time of times) assert.match(time, /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/);
      assert.ok(times.includes("2024-05-01T08:00:00Z") && times.includes("2024-05-04T01:30:00Z"), times.join());
    }),
  );
  await trial("M16 a deleted parent says so and keeps its replies", () =>
    page(async (tab) => {
      assert.equal(await tab.locator("#comment-3 > .comment-gone").textContent(), "This comment was deleted.");
      assert.equal(await tab.locator("#comment-3 > ol > li > #comment-4").count(), 1);
      assert.doesNotMatch(await tab.locator("#comment-3").evaluate((one) => one.firstElementChild.outerHTML), /Ana 3|Words of 3/);
    }),
  );
}

async function checkForm(trial, page, closed) {
  await trial("M04 no form, no field, no button in #comments", () =>
    page(async (tab) => assert.equal(await tab.locator("#comments :is(form, input, textarea, select, button, [contenteditable])").count(), 0)),
  );
  await trial("M09 no request to another host", () => page(async (tab) => assert.equal(await tab.locator("#comments :is(img, iframe, video, audio, object)").count(), 0)));
  await trial("M11 links in comments, and authors' own, carry the three rel words", () =>
    page(async (tab) => {
      const links = await tab.locator(".e-content a, .p-author a").evaluateAll((all) => all.map(({ rel }) => rel.split(" ").sort().join()));
      assert.deepEqual(links, Array(3).fill("nofollow,noopener,ugc"));
    }),
  );
  await trial("M17 the overview's JSON-LD parses, and its commentCount is the heading's", () =>
    page(async (tab) => {
      const data = await tab.locator('script[type="application/ld+json"]').allTextContents();
      const counts = data.map((text) => JSON.parse(text).commentCount).filter((count) => count !== undefined);
      assert.deepEqual(counts, [5]);
    }),
  );
  for (const [colorScheme, width] of [["light", 320], ["dark", 1440]]) {
    await trial(`M18 axe finds nothing: ${colorScheme}, ${width} px`, () =>
      page(
        async (tab) => {
          await tab.evaluate(axe.source);
          const { violations } = await tab.evaluate(() => globalThis.axe.run("#comments", { rules: { "target-size": { enabled: true } } }));
          assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        },
        { colorScheme, width },
      ),
    );
  }
  await trial("M20 the mail link has the guide's title, encoded", () =>
    page(async (tab) => {
      const href = await tab.locator("#comments a[href^=mailto]").getAttribute("href");
      assert.match(href, /^mailto:me@example\.org\?subject=[\w%.~-]+$/);
      assert.equal(decodeURIComponent(href.split("subject=")[1]), TITLE);
    }),
  );
  await trial("M21 not a live region", () =>
    page(async (tab) => {
      const live = "[aria-live], [role=status], [role=alert], [role=log], output";
      assert.equal(await tab.locator(`#comments :is(${live})`).count(), 0);
      assert.equal(await tab.locator(`:is(${live}):has(#comments)`).count(), 0);
    }),
  );
  assert.deepEqual(closed.told, []);
}

async function checkHostile(trial, make, browser) {
  const archive = [
    ...HOSTILE_HTML.map((content, number) => entry(`h${number}`, null, { format: "html", content: `${content} tail` })),
    ...HOSTILE_HTML.map((content, number) => entry(`r${number}`, null, { content: `${content} tail` })),
    ...HOSTILE_MARKDOWN.map((content, number) => entry(`m${number}`, null, { content: `${content}\n\ntail` })),
    ...HOSTILE_HTML.slice(0, 30).map((name, number) => entry(`n${number}`, null, { author: { name: name.replaceAll("\n", " ") } })),
  ].map((one) => JSON.parse(q(one).replaceAll("\\u0000", "")));
  await trial(`M10 ${archive.length} hostile comments are inert`, async () => {
    const { folder, status, told } = make("comments-hostile", guide({ status: "closed" }, archive), DATE);
    assert.equal(status, 0, q(told.slice(0, 3)));
    const server = await serve(folder);
    const before = (context) => context.addInitScript(() => (globalThis.pwn = () => (globalThis.pwned = true)));
    await withPage(browser, { before }, async (tab) => {
      const seen = [];
      const watcher = watch(tab, server.home);
      tab.on("dialog", (dialog) => (seen.push(dialog.message()), dialog.dismiss()));
      await open(tab, `${server.home}talk/`);
      assert.equal(await tab.locator("#comments article").count(), archive.length);
      const found = await tab.evaluate(findDangers);
      assert.deepEqual(found, []);
      await tab.evaluate(touchEverything);
      assert.deepEqual([...seen, ...watcher.take()], []);
      assert.equal(await tab.evaluate(() => globalThis.pwned), undefined);
    });
    await server.close();
  });
}

/** Runs in the browser: every element and attribute in a comment's words that is not on the list. */
function findDangers() {
  const ELEMENTS = "p br a b strong em i q code pre blockquote ul ol li".split(" ");
  const ATTRIBUTES = { a: ["href", "rel"], ol: ["start"] };
  const dangers = [];
  for (const element of document.querySelectorAll(".e-content *, .comment h3 *, .initials *")) {
    if (!ELEMENTS.includes(element.localName)) dangers.push(element.outerHTML);
    for (const { name } of element.attributes) {
      if (!(ATTRIBUTES[element.localName] ?? []).includes(name)) dangers.push(`${name} of ${element.outerHTML}`);
    }
    if (element.localName === "a" && !["http:", "https:", "mailto:"].includes(element.protocol)) dangers.push(element.outerHTML);
    if (element.localName === "a" && element.host === location.host) dangers.push(`leads here: ${element.outerHTML}`);
  }
  for (const id of ["comments", "main"]) if (document.querySelectorAll(`[id="${id}"]`).length !== 1) dangers.push(`#${id} twice`);
  if (document.querySelectorAll(".comment .e-content :is([id], [name], [class], [style])").length > 0) dangers.push("a name in a comment");
  return dangers;
}

/** Runs in the browser: what a pointer and a keyboard would set off. */
function touchEverything() {
  for (const element of document.querySelectorAll(".e-content, .e-content *")) {
    for (const type of ["mouseover", "mouseenter", "focus", "animationstart", "toggle", "error", "load"]) element.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

async function checkProgram(trial, make) {
  const told = (archive, comments = { status: "closed" }) => make("comments-wrong", guide(comments, archive), DATE);
  const PRIVATE = ["email", "author_email", "e-mail", "ip", "ip_address", "author_ip", "agent", "user_agent", "phone", "gravatar", "user_id"];
  await trial("M12 a private key is an error with its line, and nothing is written", () => {
    for (const key of PRIVATE) {
      for (const where of [(value) => ({ [key]: value }), (value) => ({ author: { name: "Ana", [key]: value } })]) {
        const run = told([entry("1", null), entry("2", null, where("ana@private.example"))]);
        assert.equal(run.status, 1, key);
        const found = run.told.filter(({ code }) => code === "private-key");
        assert.deepEqual(found.map(({ file, line, severity }) => [file, line, severity]), [["content/talk/comments.yaml", 2, "error"]], key);
        assert.deepEqual(pagesOf(run.folder), []);
      }
    }
  });
  await trial("M13 an unapproved entry is an error with its line, and nothing is written", () => {
    for (const state of [{ approved: false }, { status: "hold" }, { status: "spam" }, { pending: true }, { comment_approved: "0" }, { moderation: "trash" }]) {
      const run = told([entry("1", null), entry("2", null, state)]);
      assert.equal(run.status, 1, q(state));
      assert.deepEqual(run.told.map(({ code, line }) => [code, line]), [["unapproved-comment", 2]], q(state));
      assert.deepEqual(pagesOf(run.folder), []);
    }
  });
  await trial("M14 day n is open, day n + 1 is closed, by the build's date", () => {
    const comments = { status: "open", close_after_days: 14, instead: SETTINGS.instead };
    const on = (date) => make("comments-days", guide(comments), ["--date", date]).folder;
    const read = (date) => readFileSync(join(on(date), "talk/index.html"), "utf8");
    const open = read("2026-11-15");
    assert.match(open, /id="comments"/);
    assert.doesNotMatch(open, /comments-closed/);
    const closed = read("2026-11-16");
    assert.match(closed, /comments-closed">Comments are closed\.</);
    assert.match(closed, /<time datetime="2026-11-16">/);
  });
  await trial("M15 a duplicate id and a cycle are errors with file and line", () => {
    const twice = told([entry("1", null), entry("1", null)]);
    assert.deepEqual(twice.told.map(({ code, file, line }) => [code, file, line]), [["duplicate-comment-id", "content/talk/comments.yaml", 2]]);
    const cycle = told([entry("1", "3"), entry("2", "1"), entry("3", "2")]);
    assert.deepEqual(cycle.told.map(({ code, file, line }) => [code, file, line]), [["comment-cycle", "content/talk/comments.yaml", 3]]);
  });
  await trial("open without another way, and an author's address that is none, are errors", () => {
    assert.deepEqual(told(undefined, { status: "open" }).told.map(({ code }) => code), ["comments-without-a-way"]);
    const bad = told([entry("1", null, { author: { name: "Ana", url: "javascript:pwn()" } })]);
    assert.deepEqual(bad.told.map(({ code, line }) => [code, line]), [["bad-url", 1]]);
  });
}

async function checkMany(trial, make, browser) {
  const deep = Array.from({ length: 50 }, (_, number) => entry(`${number}`, number === 0 ? null : `${number - 1}`, { date: `2024-05-01T10:00:${10 + number}Z` }));
  await trial("fifty replies, each to the one before: all there, at most twelve deep, each says whom it answers", async () => {
    const { folder, told } = make("comments-deep", guide({ status: "closed" }, deep), DATE);
    assert.deepEqual(told, []);
    const server = await serve(folder);
    await withPage(browser, { width: 320 }, async (tab) => {
      await open(tab, `${server.home}talk/`);
      assert.equal(await tab.locator("#comments article").count(), 50);
      const depths = await tab.evaluate(() => [...document.querySelectorAll("#comments article")].map((one) => { let depth = 0; for (let at = one; at; at = at.parentElement.closest("article.comment")) depth += 1; return depth; }));
      assert.equal(Math.max(...depths), 12);
      const answers = await tab.locator(".comment-answers a").evaluateAll((all) => all.map((link) => [link.closest("article").id, link.hash, link.textContent]));
      assert.equal(answers.length, 38);
      for (const [id, hash, text] of answers) {
        const before = Number(id.slice("comment-".length)) - 1;
        assert.deepEqual([hash, text], [`#comment-${before}`, `In reply to Ana ${before}`]);
      }
      const [content, window] = await tab.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= window, `${content} px wide`);
      const narrowest = await tab.locator(".e-content").evaluateAll((all) => Math.min(...all.map((one) => one.getBoundingClientRect().width)));
      assert.ok(narrowest >= 120, `words in ${narrowest} px`);
    });
    await server.close();
  });
  const many = Array.from({ length: 500 }, (_, number) => entry(`${number}`, number % 5 === 0 ? null : `${number - 1}`));
  await trial("M23 500 comments are built and shown (tests/web/cost.mjs gives the figure)", () => {
    const { folder, told } = make("comments-many", guide({ status: "closed" }, many), DATE);
    assert.deepEqual(told, []);
    assert.equal(readFileSync(join(folder, "talk/index.html"), "utf8").match(/<article id="comment-/g).length, 500);
  });
}

async function checkRightToLeft(trial, make, browser) {
  await trial("M22 right to left is mirrored", async () => {
    const { folder } = make("comments-arabic", guide({ status: "closed" }, THREAD, { site: "title: حديث\nlanguage: ar", title: "الثقة" }), DATE);
    const server = await serve(folder);
    await withPage(browser, { width: 768 }, async (tab) => {
      await open(tab, `${server.home}talk/`);
      const box = (selector) => tab.locator(selector).first().evaluate((one) => ({ ...one.getBoundingClientRect().toJSON() }));
      const [parent, reply] = [await box("#comment-1"), await box("#comment-2")];
      assert.ok(reply.right < parent.right - 5 && Math.abs(reply.left - parent.left) < 2, q([parent, reply]));
      const style = await tab.locator("#comment-1 > ol").evaluate((one) => { const { borderRightWidth, borderLeftWidth } = getComputedStyle(one); return [borderRightWidth, borderLeftWidth]; });
      assert.deepEqual(style, ["2px", "0px"]);
      const [initials, name] = [await box("#comment-1 .initials"), await box("#comment-1 .p-author")];
      assert.ok(initials.left > name.right, q([initials, name]));
      const [icon, words] = [await box(".notice svg"), await box(".comments-closed")];
      assert.ok(icon.left >= words.right - 1, q([icon, words]));
    });
    await server.close();
  });
}

/** The repository's own site closes the comments of one guide. */
async function checkOwn(sites, report, browser) {
  for (const site of sites.filter(({ own }) => own)) {
    const trial = trials(report, site.name);
    const server = await serve(site.folder, site.base);
    await trial("M01 and M02: the notice once on overview, all steps and action page", () =>
      withPage(browser, {}, async (tab) => {
        for (const [kind, path] of Object.entries(OWN_PAGES)) {
          await open(tab, server.home + path);
          const expected = ["overview", "all", "action"].includes(kind) ? ["Comments are closed."] : [];
          assert.deepEqual(await tab.locator(".comments-closed").allTextContents(), expected, kind);
        }
      }),
    );
    await server.close();
  }
}
