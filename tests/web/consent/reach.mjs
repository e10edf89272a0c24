// Small windows, large text, paper, other directions, and no motion.

import assert from "node:assert/strict";
import { walk } from "../keyboard.mjs";
import { AR } from "./banner.mjs";
import { press, visit } from "./stand.mjs";

const BANNER = "#consent";

const layout = (page) =>
  page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    share: document.getElementById("consent").getBoundingClientRect().height / innerHeight,
  }));

export const tests = {
  "C39 it is not printed": async ({ own, page }) => {
    const reader = await page();
    await visit(reader, own.home);
    await reader.emulateMedia({ media: "print" });
    assert.ok(!(await reader.locator(BANNER).isVisible()));
    await reader.emulateMedia({ media: "screen" });
    await press(reader, "accept");
    await reader.emulateMedia({ media: "print" });
    assert.ok(!(await reader.locator(BANNER).isVisible()), "the confirmation is printed");
  },

  "C40 at 320 × 568, and with text at 200 %: no sideways scroll, and at most half the height": async ({ own, site, page }) => {
    const homes = [own.home, (await site("third-parties")).home, (await site("third-parties", AR)).home];
    const small = await page({ viewport: { width: 320, height: 568 } });
    const large = await page({ viewport: { width: 1280, height: 720 } });
    const devtools = await large.context().newCDPSession(large);
    await devtools.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    for (const home of homes) {
      for (const [name, reader] of [["320 × 568", small], ["200 %", large]]) {
        await visit(reader, home);
        const { wide, share } = await layout(reader);
        assert.ok(wide <= 0, `${home} at ${name}: ${wide} px too wide`);
        assert.ok(share > 0 && share <= 0.5, `${home} at ${name}: ${Math.round(share * 100)} % of the height`);
      }
    }
    assert.ok((await large.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))) >= 36, "the text is not larger");
  },

  "C41 no focused element is ever covered": async ({ own, site, page }) => {
    for (const [address, width] of [[`${own.home}rebuilding-trust/call-to-action/`, 320], [(await site("third-parties")).home, 1440], [`${own.home}cookies/`, 320]]) {
      const reader = await page({ width });
      const { problems, stops } = await walk(reader, address);
      assert.deepEqual(problems, [], address);
      assert.ok(stops > 5);
    }
  },

  "C42 with reduced motion there is no transition": async ({ own, page }) => {
    const reader = await page({ reducedMotion: "reduce" });
    await visit(reader, own.home);
    const moving = () =>
      reader.evaluate(() =>
        [...document.querySelectorAll("#consent, #consent *, dialog, dialog *")]
          .filter((one) => [getComputedStyle(one), getComputedStyle(one, "::after")].some((style) => parseFloat(style.transitionDuration) > 0 && style.transitionProperty !== "none" || style.animationName !== "none"))
          .map((one) => one.outerHTML.slice(0, 80)),
      );
    assert.deepEqual(await moving(), []);
    await reader.locator("#consent-settings").click();
    assert.deepEqual(await moving(), []);
    assert.equal(await reader.evaluate(() => document.getAnimations().length), 0);
  },

  "C43 right to left is mirrored": async ({ site, page }) => {
    const boxes = async (edits) => {
      const reader = await page({ viewport: { width: 1440, height: 900 } });
      await visit(reader, (await site("third-parties", edits)).home);
      const box = (selector) => reader.locator(`${BANNER} ${selector}`).boundingBox();
      return { text: await box(".ask > p"), accept: await box("[data-consent-do=accept]"), reject: await box("[data-consent-do=reject]"), link: await box("a"), brand: await reader.locator(".brand").boundingBox() };
    };
    const ltr = await boxes();
    assert.ok(ltr.text.x < ltr.accept.x && ltr.accept.x < ltr.reject.x && ltr.reject.x < ltr.link.x);
    const rtl = await boxes(AR);
    assert.ok(rtl.text.x > rtl.accept.x && rtl.accept.x > rtl.reject.x && rtl.reject.x > rtl.link.x);
    const end = (box) => box.x + box.width;
    assert.ok(Math.abs(ltr.text.x - ltr.brand.x) < 1, "the text does not begin where the page does");
    assert.ok(Math.abs(end(rtl.text) - end(rtl.brand)) < 1, "the text does not begin where the page does, from the right");
  },
};
