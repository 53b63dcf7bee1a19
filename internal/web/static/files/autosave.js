// Keeps a draft of a long form on the server: <form data-draft="/drafts/KEY">. Nothing is kept in the browser.
// A status line, [data-draft-status], says what has happened. Without script the form still has its own "Save draft".

const DELAY = 4000; // ms from the last keystroke; the promise is 5 s, the request takes a part of it
const LONGEST = 8000; // ms: somebody who never stops typing is saved too
const RETRIES = [2000, 5000, 10000, 30000]; // ms, the last one for ever
const BEACON_LIMIT = 60000; // bytes: browsers refuse keepalive bodies over 64 KiB

const time = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" });

// 2:05pm, as people read times.
export function clockTime(date) {
  return time.format(date).replace(/\s/g, "").toLowerCase();
}

// The fields that may be kept: no passwords, no files, no names that begin with an underscore.
export function draftBody(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("_") || typeof value !== "string" || isPassword(form, name)) {
      continue;
    }
    body.append(name, value);
  }
  return body;
}

function isPassword(form, name) {
  const found = form.elements.namedItem(name);
  const all = found instanceof RadioNodeList ? [...found] : [found];
  return all.some((e) => e && (e.type === "password" || e.autocomplete === "one-time-code" || e.hasAttribute("data-was-password")));
}

class Draft {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.draft;
    this.status = form.querySelector("[data-draft-status]") || document.querySelector("[data-draft-status]");
    this.saved = draftBody(form).toString();
    this.timer = 0;
    this.firstChange = 0;
    this.failures = 0;
    this.sending = false;

    // The password field of GOV.UK Frontend turns into a text field when shown: remember what it was.
    for (const e of form.querySelectorAll("input[type=password]")) {
      e.setAttribute("data-was-password", "");
    }
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => this.stop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    window.addEventListener("pagehide", () => this.leave());
    // Back from the page cache after a submit was abandoned or refused: start again.
    window.addEventListener("pageshow", () => { this.stopped = false; });
    window.addEventListener("online", () => this.failures && this.save());
  }

  changed() {
    if (this.stopped) {
      return;
    }
    const now = Date.now();
    this.firstChange = this.firstChange || now;
    this.plan(Math.max(0, Math.min(DELAY, this.firstChange + LONGEST - now)));
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  request(body, keepalive) {
    return fetch(this.address, {
      method: "POST",
      body,
      keepalive,
      credentials: "same-origin",
      redirect: "error", // a redirect to the sign-in page is not a saved draft
      headers: { Accept: "application/json" },
    });
  }

  async save() {
    if (this.sending || this.stopped) {
      return;
    }
    clearTimeout(this.timer);
    const body = draftBody(this.form);
    const text = body.toString();
    this.firstChange = 0;
    if (text === this.saved && !this.failures) {
      return;
    }
    this.sending = true;
    let kept = false;
    try {
      kept = (await this.request(body, false)).ok;
    } catch {
      kept = false;
    }
    this.sending = false;
    if (kept) {
      this.saved = text;
      this.failures = 0;
      this.say("Draft saved at " + clockTime(new Date()), false);
      if (draftBody(this.form).toString() !== text) {
        this.changed();
      }
      return;
    }
    this.say("Not saved yet: we will keep trying", true);
    this.plan(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  // The page is going away: one last message that the browser sends by itself. It is not told whether it arrived,
  // so `saved` stays as it is, and a page that comes back saves once more.
  leave() {
    const body = draftBody(this.form);
    const text = body.toString();
    if (this.stopped || text === this.saved) {
      return;
    }
    if (text.length < BEACON_LIMIT && navigator.sendBeacon && navigator.sendBeacon(this.address, body)) {
      return;
    }
    this.request(body, text.length < BEACON_LIMIT).catch(() => {});
  }

  say(text, failing) {
    if (!this.status) {
      return;
    }
    this.status.textContent = text;
    this.status.classList.toggle("app-draft-status--failing", failing);
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  new Draft(form);
}
