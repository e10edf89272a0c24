// The question itself: where it stands, how it looks, and that nothing happens before an answer.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import axe from "axe-core";
import { focused, kept, press, state, visit, visitWhole } from "./stand.mjs";

const BANNER = "#consent";

/** Runs in the browser: adds up what moves by itself, and notes what the policy stops. */
function observe() {
  globalThis.shift = 0;
  globalThis.violations = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  addEventListener("securitypolicyviolation", (event) => globalThis.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
}

async function violationsOf(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { rules: { "target-size": { enabled: true } } }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100)).join(" | ")}`);
}

export const tests = {
  "C01 the banner is visible on a first visit, and before every focusable element": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    assert.equal(await state(reader), "unset");
    assert.ok(await reader.locator(BANNER).isVisible());
    const isFirst = await reader.evaluate(() => {
      const banner = document.getElementById("consent");
      const first = document.querySelector("body :is(a[href], button, input, summary, [tabindex])");
      return document.body.firstElementChild === banner && banner.contains(first);
    });
    assert.ok(isFirst, "something focusable stands before the banner");
    assert.equal(await reader.locator(`${BANNER} :is(h1, h2, h3, h4, h5, h6)`).count(), 0);
  },

  "C02 no request to another origin before a choice": async ({ site, page, parties }) => {
    const { home } = await site("third-parties");
    const reader = await page();
    const foreign = [];
    reader.on("request", (request) => !request.url().startsWith(home) && foreign.push(request.url()));
    for (const address of ["", "more/one/", "more/two/", "cookies/"]) await visitWhole(reader, home + address);
    assert.deepEqual(foreign, []);
    assert.deepEqual(parties.requests, []);
  },

  "C03 no cookie and empty storage before a choice": async ({ site, own, page }) => {
    const reader = await page();
    for (const { home } of [await site("third-parties"), own]) {
      await visitWhole(reader, home);
      assert.deepEqual(await kept(reader), { cookies: "", local: {}, session: {} });
      assert.deepEqual(await reader.context().cookies(), []);
    }
  },

  "C04 layout shift is 0 on the first visit and later ones": async ({ own, site, page }) => {
    const addresses = [own.home, `${own.home}rebuilding-trust/take-responsibility/`, (await site("third-parties")).home];
    for (const width of [360, 1440]) {
      const reader = await page({ width, reducedMotion: "no-preference", init: [observe] });
      for (const deed of [undefined, "accept", undefined]) {
        for (const address of addresses) {
          await visit(reader, address);
          assert.equal(await reader.evaluate(() => globalThis.shift), 0, `${address} at ${width} px`);
        }
        if (deed) await Promise.all([press(reader, deed)]);
      }
    }
  },

  "C05 no violation of the policy, which allows nothing unsafe": async ({ own, site, page }) => {
    const reader = await page({ init: [observe] });
    for (const home of [own.home, (await site("third-parties")).home]) {
      await visit(reader, home);
      await press(reader, "accept");
      for (const address of [home, `${home}cookies/`]) {
        await visit(reader, address);
        await reader.locator("#consent-settings").click();
        assert.deepEqual(await reader.evaluate(() => globalThis.violations), [], address);
        const policy = await reader.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
        assert.match(policy, /^default-src 'none'/);
        assert.doesNotMatch(policy, /unsafe/);
        assert.equal(await reader.locator("[style]").count(), 0, "an inline style");
      }
    }
    assert.deepEqual(reader.troubles, []);
  },

  "C06 the focus stays on the body at load": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    assert.equal(await focused(reader), "body");
  },

  "C07 the first Tab is Accept, the second Reject": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    for (const deed of ["accept", "reject"]) {
      await reader.keyboard.press("Tab");
      assert.equal(await focused(reader), `button ${deed}`);
    }
  },

  "C08 Tab leaves the banner, for the skip link": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    const stops = [];
    let isIn = true;
    while (isIn && stops.length < 6) {
      await reader.keyboard.press("Tab");
      stops.push(await focused(reader));
      isIn = await reader.evaluate(() => !!document.activeElement.closest("#consent"));
    }
    assert.ok(!isIn, `still in the banner after ${stops.join(", ")}`);
    assert.ok(await reader.evaluate(() => document.activeElement.matches("nav.skip a[href='#main']")));
  },

  "C09 Accept and Reject have the same size, font and colours": async ({ own, site, page }) => {
    for (const scheme of ["light", "dark"]) {
      for (const width of [320, 1440]) {
        const reader = await page({ scheme, width });
        for (const { home } of [own, await site("third-parties", AR)]) {
          await visit(reader, home);
          const [accept, reject] = await reader.locator(`${BANNER} button:is([data-consent-do=accept], [data-consent-do=reject])`).evaluateAll((buttons) =>
            buttons.map((button) => {
              const style = getComputedStyle(button);
              const { width, height } = button.getBoundingClientRect();
              const names = ["font", "color", "backgroundColor", "border", "borderRadius", "padding", "textDecoration", "opacity", "boxShadow"];
              return { width, height, ...Object.fromEntries(names.map((name) => [name, style[name]])) };
            }),
          );
          assert.deepEqual(accept, reject);
        }
      }
    }
  },

  "C10 both are at least 44 × 44 px": async ({ own, page }) => {
    for (const width of [320, 1440]) {
      const reader = await page({ width });
      await visit(reader, own.home);
      for (const deed of ["accept", "reject"]) {
        const box = await reader.locator(`${BANNER} [data-consent-do=${deed}]`).boundingBox();
        assert.ok(box.width >= 44 && box.height >= 44, `${deed}: ${box.width} × ${box.height}`);
      }
    }
  },

  "C11 the author's sentence stands word for word": async ({ own, site, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    const settings = readFileSync(new URL("../../../content/site.yaml", import.meta.url), "utf8");
    const sentence = settings.match(/^consent:[\s\S]*?\n {2}text: (.*)$/m)[1];
    assert.equal(await reader.locator(`${BANNER} .ask > p`).textContent(), sentence);
    const given = "This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish.";
    for (const mode of ["opt-in", "opt-out", "notice"]) {
      const { home } = await site("third-parties", {
        "site.yaml": [["mode: opt-in", `mode: ${mode}`], ["We would like to count visits, show films, and remember you.", given]],
      });
      await visit(reader, home);
      const truth = mode === "opt-in" ? " Nothing optional is stored or loaded until you accept." : "";
      assert.equal(await reader.locator(`${BANNER} .ask > p`).textContent(), given + truth);
    }
  },

  "C12 Read More is a page of the site": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    const link = reader.locator(`${BANNER} a`);
    assert.match(await link.innerText(), /^Read More/);
    await link.click();
    await reader.waitForURL(`${own.home}cookies/`);
    assert.ok(await reader.locator("h1").isVisible());
  },

  "C13 axe finds nothing in banner, dialog and confirmation": async ({ own, site, page }) => {
    for (const [{ home }, scheme, width] of [[own, "light", 320], [await site("third-parties"), "dark", 1440]]) {
      const reader = await page({ scheme, width });
      await visit(reader, home);
      assert.deepEqual(await violationsOf(reader), [], "banner");
      await reader.locator("#consent-settings").click();
      assert.deepEqual(await violationsOf(reader), [], "dialog");
      await reader.locator("dialog [data-consent-do=save]").click();
      assert.deepEqual(await violationsOf(reader), [], "confirmation");
      await visit(reader, `${home}cookies/`);
      await reader.locator("#choices [data-consent-do=save]").click();
      assert.deepEqual(await violationsOf(reader), [], "policy page");
    }
  },
};

export const AR = { "site.yaml": [["title: Third parties", "title: Third parties\nlanguage: ar"]] };
