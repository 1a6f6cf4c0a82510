// Small helps for readers: code to copy, and times of the reader's own clock beside UTC. Without it everything is said
// already.
"use strict";
(() => {
  const button = (code) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.textContent = "Copy";
    const said = document.createElement("span");
    said.className = "hidden";
    said.setAttribute("role", "status");
    made.addEventListener("click", async () => {
      // Without a secure address the browser has no clipboard; what is selected can be copied by hand.
      const done = await (navigator.clipboard?.writeText(code.textContent) ?? Promise.reject()).then(() => true, () => false);
      if (!done) getSelection().selectAllChildren(code);
      made.textContent = done ? "Copied" : "Selected";
      said.textContent = done ? "The code is in the clipboard" : "The code is selected";
      setTimeout(() => (made.textContent = "Copy", said.textContent = ""), 2000);
    });
    return [made, said];
  };
  for (const block of document.querySelectorAll(".prose pre")) {
    const frame = document.createElement("div");
    frame.className = "code-block";
    block.replaceWith(frame);
    frame.append(block, ...button(block.querySelector("code") ?? block));
  }

  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
  const local = new Intl.DateTimeFormat(document.documentElement.lang, parts);
  for (const time of document.querySelectorAll("time[datetime*='T']")) {
    const at = new Date(time.dateTime);
    if (!time.textContent.includes("UTC") || Number.isNaN(at.valueOf()) || at.getTimezoneOffset() === 0) continue;
    const beside = document.createElement("span");
    beside.className = "local";
    beside.textContent = ` ${local.format(at)}`;
    time.append(beside);
  }
})();
