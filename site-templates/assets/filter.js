// Narrows the rows of this page while you type. Without it the filters are pages of their own.
"use strict";
(() => {
  const place = document.querySelector("[data-filter]");
  const rows = [...document.querySelectorAll("[data-row]")];
  const empty = document.querySelector("[data-empty]");
  if (!place || rows.length < 4) return;
  const texts = rows.map((row) => row.textContent.toLowerCase().replace(/\s+/g, " "));
  const links = rows.map((row) => row.querySelector(".title a").href);
  const label = document.createElement("label");
  label.className = "search";
  label.append("Narrow this page");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "high 1.16 CVE-2026";
  input.autocomplete = "off";
  const status = document.createElement("div");
  status.className = "quiet";
  status.setAttribute("role", "status");
  label.append(input);
  // A choice for each fact that tells the rows apart.
  const facts = { Severity: "severity", Year: "year", Package: "packages", Weakness: "cwe" };
  const chosen = document.createElement("div");
  chosen.className = "chosen";
  const choices = Object.entries(facts).flatMap(([name, key]) => {
    const values = new Set(rows.flatMap((row) => row.dataset[key].split(" ")).filter(Boolean));
    if (values.size < 2) return [];
    const select = document.createElement("select");
    const options = [...values].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    select.append(new Option("any", ""), ...options.map((value) => new Option(value)));
    const named = document.createElement("label");
    named.append(name, select);
    chosen.append(named);
    return [{ key, select }];
  });
  const fits = (row) => choices.every(({ key, select }) => !select.value || row.dataset[key].split(" ").includes(select.value));
  place.append(label, chosen, status);
  // What is typed may be a listed release: its rows are those of the advisories that affect it.
  const products = typeof releases === "undefined" ? [] : releases.products;
  const listed = () =>
    products.flatMap((product) => {
      const found = releases.find(input.value, product);
      return found ? [{ found, product }] : [];
    });
  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const answers = listed();
    const affecting = new Set(answers.flatMap(({ found }) => [...found.answer.querySelectorAll("a")].map((a) => a.href)));
    let shown = 0;
    rows.forEach((row, index) => {
      const match = (affecting.has(links[index]) || words.every((word) => texts[index].includes(word))) && fits(row);
      row.hidden = !match;
      shown += match ? 1 : 0;
    });
    empty.hidden = shown > 0 || answers.length > 0;
    const count = words.length || choices.some(({ select }) => select.value) ? [`${shown} of ${rows.length}`] : [];
    status.replaceChildren(...count);
    for (const { found, product } of answers) {
      const verdict = document.createElement("div");
      verdict.className = "verdict";
      verdict.dataset.state = found.answer.dataset.answer;
      verdict.append(...releases.spoken(found, product));
      status.append(verdict);
    }
  };
  [input, ...choices.map(({ select }) => select)].forEach((field) => field.addEventListener("input", narrow));
})();
