// Answers "is my version affected?" for each listed release, in the words of the tables on this page. It compares no
// versions: what is not listed has no answer.
"use strict";
const releases = (() => {
  const plain = (text) => text.trim().toLowerCase().replace(/^v(?=\d)/, "");
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const products = [...document.querySelectorAll("[data-product]")].map((place) => {
    const known = new Map();
    const cells = [...place.querySelectorAll("[data-releases]")];
    const names = (cell) => cell.textContent.split(",").map((name) => name.trim());
    const add = (key, cell, name) => {
      const link = [...cell.querySelectorAll("a")].find((link) => link.textContent === name);
      if (!known.has(plain(key))) known.set(plain(key), { name, link, answer: cell.nextElementSibling });
    };
    cells.forEach((cell) => names(cell).forEach((name) => add(name, cell, name)));
    // The package's own numbers of the same releases.
    cells.forEach((cell) => {
      const own = cell.dataset.releases.split(" ").filter(Boolean);
      own.forEach((number, index) => add(number, cell, names(cell)[index]));
    });
    return { name: place.dataset.product, known, unknown: place.querySelector("[data-unknown]") };
  });
  const find = (text, product) => product.known.get(plain(text));
  const spoken = (found, product) => {
    const parts = [element("strong", {}, `${product.name} ${found.name}`), element("br")];
    parts.push(...[...found.answer.childNodes].map((node) => node.cloneNode(true)));
    if (product.unknown) parts.push(element("br"), ...[...product.unknown.childNodes].map((node) => node.cloneNode(true)));
    if (found.link) parts.push(" ", element("a", { href: found.link.href }, `All about ${found.name}`));
    return parts;
  };

  const box = document.querySelector("[data-check]");
  if (box && products.length) {
    const versions = element("datalist", { id: "versions" });
    const input = element("input", { type: "text", autocomplete: "off", spellcheck: false });
    input.autocapitalize = "off";
    input.setAttribute("list", versions.id);
    const select = element("select", {}, ...products.map(({ name }) => element("option", {}, name)));
    const status = element("div", { className: "verdict" });
    status.setAttribute("role", "status");
    status.setAttribute("aria-live", "polite");
    const product = () => products[select.selectedIndex];
    const example = () => {
      const names = [...product().known.values()].map(({ name }) => name);
      return names.find((name) => /^[\d.]+$/.test(name)) ?? names[0];
    };
    const choose = () => {
      versions.replaceChildren(...[...product().known.values()].map(({ name }) => element("option", { value: name })));
      input.placeholder = example();
    };
    const say = (isDone) => {
      const typed = input.value.trim();
      const found = find(typed, product());
      const isBeginning = [...product().known.keys()].some((key) => key.startsWith(plain(typed)));
      let parts = [];
      if (found) parts = spoken(found, product());
      else if (typed && (isDone || !isBeginning)) parts = [element("strong", {}, typed), ` ${box.dataset.unlisted}`];
      const said = element("div", {}, ...parts);
      status.dataset.state = found ? found.answer.dataset.answer : parts.length ? "unknown" : "";
      if (said.innerHTML !== status.innerHTML) status.replaceChildren(...said.childNodes);
    };
    choose();
    const fields = element("div", { className: "fields" });
    if (products.length > 1) fields.append(element("label", {}, "Package", select));
    fields.append(element("label", {}, "Check your version", input), versions);
    box.append(fields, status);
    input.addEventListener("input", () => say(false));
    input.addEventListener("change", () => say(true));
    input.addEventListener("keydown", (event) => event.key === "Enter" && say(true));
    select.addEventListener("change", () => (choose(), say(true)));
    // The browser may have kept what was typed before.
    say(true);
  }
  return { products, find, spoken };
})();
