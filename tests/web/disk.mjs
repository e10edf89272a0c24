// The portable build opens from the disk, without a server.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { newReader, open, watch } from "./lib/browser.mjs";
import { pagesOf } from "./lib/sites.mjs";

export const purpose = "every page of the portable build opens from the disk with its style, its scripts and no complaint";

export async function check(sites, report, browser) {
  const context = await newReader(browser);
  const page = await context.newPage();
  for (const site of sites.filter(({ own }) => own)) {
    for (const file of pagesOf(site.portable).filter((name) => name !== "404.html")) {
      const address = pathToFileURL(join(site.portable, file)).href;
      const watcher = watch(page, address);
      await open(page, address);
      const styled = await page.evaluate(() => document.styleSheets.length > 0 && !!document.querySelector("#main h1")?.checkVisibility());
      watcher.stop();
      report.result(site.name, file, [...watcher.take(), ...(styled ? [] : ["no style sheet, or no visible h1 in #main"])]);
    }
  }
  await context.close();
}
