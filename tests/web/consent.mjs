// The assertions of consent, each in a browser on built sites; those that no browser can decide, on their files.

import * as answers from "./consent/answers.mjs";
import * as banner from "./consent/banner.mjs";
import * as built from "./consent/built.mjs";
import * as choices from "./consent/choices.mjs";
import * as loading from "./consent/loading.mjs";
import * as reach from "./consent/reach.mjs";
import { Stand } from "./consent/stand.mjs";
import * as trouble from "./consent/trouble.mjs";

export const purpose = "nothing optional is stored or loaded without a yes, and the question is asked well (C01 to C52)";

const PARTS = [banner, answers, loading, choices, trouble, reach, built];

export async function check(sites, report, browser, workspace, program) {
  const stand = await Stand.open({ sites, browser, workspace, program });
  try {
    for (const { tests } of PARTS) {
      for (const [name, test] of Object.entries(tests)) {
        const start = performance.now();
        const problems = await stand.run(test);
        report.result("all", name, problems, `${((performance.now() - start) / 1000).toFixed(1)} s`);
      }
    }
  } finally {
    await stand.close();
  }
}
