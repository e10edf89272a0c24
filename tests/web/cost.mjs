// What 500 comments cost a build, as a figure: no test.
// node tests/web/cost.mjs PROGRAM [ROUNDS]; PROGRAM should be a release build. Prints medians of processor time in milliseconds.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, rounds = "9"] = process.argv.slice(2);
const workspace = mkdtempSync(join(tmpdir(), "guidepost-cost-"));

function medianOf(count) {
  const site = join(workspace, `${count}`);
  mkdirSync(join(site, "content/talk"), { recursive: true });
  writeFileSync(join(site, "content/site.yaml"), "title: Talk\n");
  writeFileSync(join(site, "content/talk/index.md"), "---\ntitle: Talk\n---\n\nWords.\n");
  writeFileSync(join(site, "content/talk/01-one.md"), "---\ntitle: One\n---\n\nWords.\n");
  const entry = (_, number) =>
    `- ${JSON.stringify({ id: `${number}`, parent: number % 5 ? `${number - 1}` : null, author: { name: `Ana ${number}` }, date: "2024-05-01", content: `Words of *${number}*, and [a link](https://x.example/).` })}\n`;
  writeFileSync(join(site, "content/talk/comments.yaml"), Array.from({ length: count }, entry).join("") || "[]\n");
  const times = Array.from({ length: Number(rounds) }, () => {
    for (const folder of ["public", ".guidepost"]) rmSync(join(site, folder), { recursive: true, force: true });
    // The processor's time: that of the clock tells what else the machine had to do.
    const script = 'TIMEFORMAT="%U %S"; time "$0" build --site "$1" -q >/dev/null 2>&1';
    const { stderr } = spawnSync("bash", ["-c", script, program, site], { encoding: "utf8" });
    return Math.round(stderr.trim().split(" ").reduce((sum, seconds) => sum + Number(seconds.replace(",", ".")), 0) * 1000);
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

const [without, having] = [medianOf(0), medianOf(500)];
console.log(`without comments ${without} ms, with 500 ${having} ms: ${having - without} ms for 500 comments`);
rmSync(workspace, { recursive: true, force: true });
