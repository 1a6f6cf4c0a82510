// Looks at the pages of sites in a browser: what the scripts answer, what axe finds, and what the browser complains about.
// Usage: check.mjs TOOLS PICTURES SITE… (TOOLS has node_modules; without PICTURES, `-`, no pictures are taken).
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const [tools, pictures, ...sites] = process.argv.slice(2);
const axe = readFileSync(join(tools, "node_modules/axe-core/axe.min.js"), "utf8");
const profile = mkdtempSync(join(tmpdir(), "pages-"));
const browser = new Browser(process.env.BROWSER ?? "chromium", profile);
const page = await browser.page();
const faults = [];

/// One page of each kind: the first advisory that is not withdrawn, and one that is.
function kinds(site) {
  const all = readdirSync(site);
  const text = (name) => readFileSync(join(site, name), "utf8");
  const advisories = all.filter((name) => /-\d+\.html$/.test(name) && text(name).includes('<article class="advisory'));
  const is = (name) => text(name).includes('class="advisory withdrawn"');
  const picked = [advisories.findLast((name) => !is(name)), advisories.find(is), all.find((n) => n.startsWith("line-1"))];
  const versions = existsSync(join(site, "version")) ? readdirSync(join(site, "version")) : [];
  const version = versions.filter((name) => name.endsWith(".html"));
  if (version.length) picked.push(`version/${version[Math.floor(version.length / 2)]}`);
  return ["index.html", "forthcoming.html", "policy.html", "404.html", ...picked.filter(Boolean)];
}

const url = (site, path) => pathToFileURL(join(resolve(site), path)).href;
const views = { wide: {}, phone: { width: 390, height: 844 }, dark: { dark: true }, print: { media: "print" },
  "no-script": { script: false } };

for (const site of sites) {
  for (const path of kinds(site)) {
    for (const [view, options] of Object.entries(views)) {
      await page.open(url(site, path), options);
      const at = `${basename(site)}/${path} (${view})`;
      // The page that is shown anywhere has absolute links, which lead nowhere in files.
      if (path !== "404.html") faults.push(...page.complaints.filter((text) => !text.includes("file:///assets/")).map((text) => `${at}: ${text}`));
      if (view !== "print" && view !== "no-script" && path !== "404.html") {
        await page.run(axe);
        const found = await page.run("axe.run().then((all) => all.violations.map((it) => `${it.id}: ${it.nodes[0].html}`))");
        faults.push(...found.map((text) => `${at}: axe ${text}`));
        const over = await page.run("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (over > 0) faults.push(`${at}: ${over} pixels wider than the window`);
      }
      if (pictures !== "-") {
        const folder = join(pictures, basename(resolve(site, "..")));
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${path.replace("/", "~")}.${view}.png`), await page.picture());
      }
    }
  }
}

const verdict = () => page.run(`document.querySelector(".check .verdict")?.innerText ?? ""`);
const search = () => page.run(`document.querySelector("[data-filter] .verdict")?.innerText ?? ""`);
const shown = () => page.run(`[...document.querySelectorAll("[data-row]")].filter((row) => !row.hidden).map((row) => row.querySelector(".id").innerText).join(" ")`);
const write = async (selector, text) => {
  await page.run(`document.querySelector(${JSON.stringify(selector)}).focus()`);
  await page.run(`document.activeElement.select()`);
  await page.type(text);
};

/// What people do, one step after another.
const deeds = {
  async "a listed release has the answer of its page"(site) {
    await page.open(url(site, "index.html"));
    const all = await page.run(`[...document.querySelectorAll("[data-releases] a")].map((a) => [a.textContent, a.href])`);
    for (const [name, href] of all) {
      await write(".fields input", name);
      const said = await verdict();
      const told = readFileSync(new URL(href), "utf8");
      const isAffected = /Affected by \d+ published/.test(told);
      assert.equal(said.includes("Affected by "), isAffected, `${name}: ${said}`);
      assert.ok(said.includes(` ${name}\n`) && said.includes(`All about ${name}`), said);
    }
    await write(".fields input", `v${all[0][0]} `);
    assert.ok((await verdict()).includes(` ${all[0][0]}\n`), "a tag is found too");
  },
  async "a version that is not listed has no answer"(site) {
    await page.open(url(site, "index.html"));
    await write(".fields input", "99.98.97");
    assert.match(await verdict(), /^99\.98\.97 is not a listed release, so there is no answer for it\./);
    assert.equal(await page.run(`document.querySelector(".check .verdict").getAttribute("aria-live")`), "polite");
    await write(".fields input", "1");
    assert.equal(await verdict(), "", "nothing is said while the version is typed");
    await page.press("Enter");
    assert.match(await verdict(), /^1 is not a listed release/);
  },
  async "the search finds a version and words"(site) {
    await page.open(url(site, "index.html"));
    const [name, href] = await page.run(`(({ textContent, href }) => [textContent, href])([...document.querySelectorAll("[data-releases] a")].at(-1))`);
    await write("[data-filter] input", name);
    assert.ok((await search()).includes(` ${name}\n`));
    const named = [...readFileSync(new URL(href), "utf8").matchAll(/<span class="id">([A-Z]+-[\d-]+)</g)].map(([, id]) => id);
    const rows = (await shown()).split(" ");
    assert.ok(named.every((id) => rows.includes(id)), `${name}: ${rows} shown, ${named} affect it`);
    await write("[data-filter] input", "no such word");
    assert.equal(await shown(), "");
  },
  async "filters narrow the list together"(site) {
    await page.open(url(site, "index.html"));
    const choose = (index, value) => page.run(`(() => { const select = document.querySelectorAll(".chosen select")[${index}]; select.value = ${JSON.stringify(value)}; select.dispatchEvent(new Event("input", { bubbles: true })); })()`);
    const [severity, year] = await page.run(`(({ severity, year }) => [severity, year])(document.querySelector("[data-row]").dataset)`);
    await choose(0, severity);
    await choose(1, year);
    const rest = await page.run(`[...document.querySelectorAll("[data-row]")].filter((row) => !row.hidden).map((row) => [row.dataset.severity, row.dataset.year])`);
    assert.ok(rest.length > 0 && rest.every((row) => row[0] === severity && row[1] === year), JSON.stringify(rest));
  },
  async "code can be copied, and times are those of the reader's clock too"(site) {
    const advisories = readdirSync(site).filter((path) => /-\d+\.html$/.test(path));
    const path = advisories.find((path) => readFileSync(join(site, path), "utf8").includes("<pre>"));
    if (!path) return;
    await page.send("Emulation.setTimezoneOverride", { timezoneId: "Asia/Tokyo" });
    await page.open(url(site, path));
    assert.match(await page.run(`document.querySelector(".glance .local").textContent`), /GMT\+9/);
    await page.run(`document.querySelector(".copy").click()`);
    await page.run(`new Promise((resolve) => setTimeout(resolve, 200))`);
    assert.match(await page.run(`document.querySelector(".copy").textContent`), /^(Copied|Selected)$/);
    await page.send("Emulation.setTimezoneOverride", { timezoneId: "" });
  },
  async "an advisory answers for itself"(site) {
    const path = kinds(site).find((path) => /-\d+\.html$/.test(path));
    await page.open(url(site, path));
    const releases = await page.run(`[...document.querySelectorAll("[data-releases]")].map((cell) => [cell.textContent.split(", ")[0], cell.nextElementSibling.textContent])`);
    for (const [name, told] of releases) {
      await write(".fields input", name);
      assert.ok((await verdict()).endsWith(`${name}\n${told}`), await verdict());
    }
  },
};

for (const site of sites) {
  await page.open(url(site, "index.html"));
  if (!(await page.run(`!!document.querySelector("[data-product]")`))) continue;
  for (const [name, deed] of Object.entries(deeds)) {
    try {
      await deed(site);
      faults.push(...page.complaints.map((text) => `${name}: ${text}`));
    } catch (error) {
      faults.push(`${basename(site)}: ${name}: ${error.message}`);
    }
  }
}
await browser.close();
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
const once = [...new Set(faults)];
console.log(once.join("\n") || `${sites.length} sites: nothing found by axe, no complaint, ${Object.keys(deeds).length} deeds done`);
process.exit(once.length ? 1 : 0);
