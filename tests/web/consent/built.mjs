// What is decided by the built files.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { filesOf } from "../lib/sites.mjs";

const KB = 1024;
const LIMITS = { "consent.js": 3 * KB, "consent.css": KB };
const LONGEST_HEAD_SCRIPT = 300;

const text = (folder, file) => readFileSync(join(folder, file), "utf8");

export const tests = {
  "C47 a clean site has no byte of consent": async ({ sites }) => {
    for (const name of ["minimal", "everything", "one-guide", "arabic"]) {
      const { folder } = sites.find((site) => site.name === name);
      for (const file of filesOf(folder)) {
        if (file === ".well-known/gpc.json" || file.startsWith(".guidepost.")) continue;
        assert.doesNotMatch(file, /consent/, name);
        // Styles that every page shares may name the state of a page that has one.
        if (!/\.(css|woff2|png)$/.test(file)) assert.doesNotMatch(text(folder, file), /consent|#choices/i, `${name}/${file}`);
      }
    }
  },

  "C47 without purposes, a page that loads nothing from elsewhere has no byte of it but the link": async ({ site }) => {
    const { folder } = await site("undeclared");
    assert.match(text(folder, "film/index.html"), /<section id="consent"/);
    const plain = text(folder, "plain/index.html");
    assert.deepEqual(plain.match(/\S*consent\S*/g), ['id="consent-settings"']);
    assert.match(plain, /href="\.\.\/cookies\/#choices"/);
  },

  "C50 errors: a web font from elsewhere, an unknown host with --strict, a cookie without a lifetime": async ({ build }) => {
    const font = { "more/three.md": [["Nothing", "<style>@font-face { font-family: x; src: url(https://fonts.gstatic.com/x.woff2) }</style>\n\nNothing"]] };
    const lifetime = { "site.yaml": [["{ name: _track, keeps: 1 year }", "{ name: _track }"]] };
    for (const [name, edits, words, code, place] of [
      ["third-parties", font, [], "self-host", "content/more/three.md:5"],
      ["third-parties", lifetime, [], "cookie-without-lifetime", "content/site.yaml:15"],
      ["undeclared", {}, ["--strict"], "undeclared-host", "content/film.md:5"],
    ]) {
      const { status, output, folder } = build(name, edits, words);
      assert.equal(status, 1, output);
      assert.ok(output.includes(`[${code}]`) && output.includes(place), output);
      assert.deepEqual(filesOf(folder), [], "something was written");
    }
    assert.equal(build("undeclared").status, 0);
  },

  "C51 head script, consent script and style within their weights": async ({ own }) => {
    for (const [name, limit] of Object.entries(LIMITS)) {
      const [stem, ending] = name.split(".");
      const file = filesOf(own.folder).find((one) => one.startsWith(`assets/${stem}.`) && one.endsWith(`.${ending}`));
      const bytes = readFileSync(join(own.folder, file));
      const [gzip, brotli] = [gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
      console.log(`     ${name}: ${bytes.length} bytes, ${gzip} with gzip, ${brotli} with Brotli`);
      assert.ok(gzip <= limit, `${name}: ${gzip} bytes, at most ${limit}`);
    }
    const [head] = text(own.folder, "index.html").match(/<script>.*?<\/script>/s);
    console.log(`     head script: ${Buffer.byteLength(head)} bytes with its tags`);
    assert.ok(Buffer.byteLength(head) <= LONGEST_HEAD_SCRIPT, `${head.length} bytes`);
  },

  "C52 two builds are byte-equal": async ({ copy, guidepost }) => {
    const source = copy("third-parties");
    const folders = ["first", "second"].map((name) => join(source, name));
    for (const out of folders) assert.equal(guidepost(["build", "--site", source, "--out", out, "--date", "2026-11-22"]).status, 0);
    const [first, second] = folders.map((folder) => filesOf(folder).map((file) => [file, readFileSync(join(folder, file), "base64")]));
    assert.deepEqual(first, second);
    // A second site at another place, built with nothing remembered.
    const other = copy("third-parties");
    assert.equal(guidepost(["build", "--site", other, "--out", join(other, "first"), "--date", "2026-11-22"]).status, 0);
    assert.deepEqual(filesOf(join(other, "first")).map((file) => [file, readFileSync(join(other, "first", file), "base64")]), first);
  },
};
