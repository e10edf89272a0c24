import { newReader, startBrowser } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
const browser = await startBrowser();
const [own, tp, ar] = process.argv.slice(2);
for (const [name, folder, dialogOnly] of [["own", own], ["tp", tp], ["ar", ar]]) {
  const s = await serve(folder);
  for (const [width, scheme] of [[360, "light"], [360, "dark"], [1440, "light"], [1440, "dark"]]) {
    if (name === "ar" && scheme === "dark") continue;
    const c = await newReader(browser, { width, scheme });
    const p = await c.newPage();
    const shot = (what, full) => p.screenshot({ path: `/tmp/consent/shots/${name}-${what}-${width}-${scheme}.png`, fullPage: !!full });
    await p.goto(s.home + (name === "own" ? "rebuilding-trust/acknowledge-the-damage/" : ""));
    await shot("banner", name === "tp");
    await p.locator("#consent-settings").click(); await p.waitForTimeout(100);
    await shot("dialog");
    await p.keyboard.press("Escape");
    await p.locator("#consent [data-consent-do=reject]").click();
    await shot("said");
    if (scheme === "light" || name === "own") { await p.goto(s.home + "cookies/"); await p.locator("#choices [data-consent-do=save]").click(); await shot("policy", true); }
    await c.close();
  }
  await s.close();
}
await browser.close();
