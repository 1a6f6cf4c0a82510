// A browser without a window, driven over its debugging pipe. Nothing is installed for it.
import { spawn } from "node:child_process";

export class Browser {
  #last = 0;
  #waiting = new Map();
  #listeners = new Set();

  constructor(program, profile) {
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank"];
    this.process = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let rest = "";
    this.process.stdio[4].on("data", (bytes) => {
      const parts = (rest + bytes).split("\0");
      rest = parts.pop();
      parts.forEach((part) => this.#take(JSON.parse(part)));
    });
  }

  #take(message) {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return this.#listeners.forEach((listener) => listener(message));
    this.#waiting.delete(message.id);
    if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else waiting.resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#last;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method }));
  }

  async page() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId);
    this.#listeners.add((message) => message.sessionId === sessionId && page.take(message));
    for (const domain of ["Page", "Runtime", "Log"]) await page.send(`${domain}.enable`);
    return page;
  }

  async close() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.send("Browser.close").catch(() => {});
    await gone;
  }
}

class Page {
  /// What the page complained about, such as a breach of its policy or an error of a script.
  complaints = [];
  #loaded = () => {};

  constructor(browser, session) {
    this.send = (method, params) => browser.send(method, params, session);
  }

  take({ method, params }) {
    if (method === "Page.loadEventFired") this.#loaded();
    if (method === "Runtime.exceptionThrown") this.complaints.push(params.exceptionDetails.exception?.description);
    if (method === "Log.entryAdded" && params.entry.level !== "verbose") this.complaints.push(`${params.entry.text} ${params.entry.url ?? ""}`);
  }

  async open(url, { width = 1280, height = 900, dark = false, media = "screen", script = true } = {}) {
    this.complaints = [];
    const phone = width < 500;
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: phone });
    const features = [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }];
    await this.send("Emulation.setEmulatedMedia", { media, features });
    await this.send("Emulation.setScriptExecutionDisabled", { value: !script });
    const loaded = new Promise((resolve) => (this.#loaded = resolve));
    await this.send("Page.navigate", { url });
    await loaded;
  }

  async run(expression) {
    const { result, exceptionDetails } =
      await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /// Types as a person does: the keys go to what has the focus.
  async type(text) {
    await this.send("Input.insertText", { text });
  }

  async press(key) {
    const codes = { Enter: 13, Tab: 9 };
    const event = { key, code: key, windowsVirtualKeyCode: codes[key], text: key === "Enter" ? "\r" : undefined };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  async picture(full = true) {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: full });
    return Buffer.from(data, "base64");
  }
}
