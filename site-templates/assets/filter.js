// Narrows the rows of this page while you type. Without it the filters are pages of their own.
"use strict";
(() => {
  const place = document.querySelector("[data-filter]");
  const rows = [...document.querySelectorAll("[data-row]")];
  const empty = document.querySelector("[data-empty]");
  if (!place || rows.length < 4) return;
  const texts = rows.map((row) => row.textContent.toLowerCase().replace(/\s+/g, " "));
  const label = document.createElement("label");
  label.className = "search";
  label.append("Narrow this page");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "high 1.16 CVE-2026";
  input.autocomplete = "off";
  const status = document.createElement("span");
  status.className = "quiet";
  status.setAttribute("role", "status");
  label.append(input);
  place.append(label, status);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const match = words.every((word) => texts[index].includes(word));
      row.hidden = !match;
      shown += match ? 1 : 0;
    });
    empty.hidden = shown > 0;
    status.textContent = words.length ? `${shown} of ${rows.length}` : "";
  });
})();
