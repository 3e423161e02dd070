// The conversation: one element for each message, put where it belongs and edited in place.

import { fill } from "./message.js";

const NEAR_END_PX = 80;
const NOT_STORED = Infinity; // the place of what the server does not have yet: after everything else

export class Messages {
  #log;
  #newer;
  #page;
  #events;
  #isAtEnd = true;
  #lastPressed = "";
  #awaits = ""; // the message that was pressed last and has not changed since: what comes new is the answer to it

  // page: words, tag, site.  events: press(messageId, payload), pressed(messageId) -> the payload on its way, or null
  constructor(log, newer, page, events) {
    this.#log = log;
    this.#newer = newer;
    this.#page = page;
    this.#events = events;
    log.addEventListener("scroll", () => this.#look(), { passive: true });
    newer.addEventListener("click", () => this.#goToEnd());
    // The keyboard comes up or the phone is turned: who was reading the end goes on reading it.
    new ResizeObserver(() => this.#isAtEnd && this.#goToEnd()).observe(log);
  }

  draw(batch) {
    if (batch.reset) this.#forgetAllBut(new Set(batch.rows.map((row) => domId(row.id))));
    const added = batch.rows.filter((row) => this.#drawRow(row)).filter((row) => !row.own);
    this.#log.removeAttribute("aria-busy"); // what was there before is not read aloud; what comes now is
    const isAnswered = batch.rows.some((row) => row.id === this.#awaits && !row.removed);
    if (this.#isAtEnd || (added.length && this.#awaits && !isAnswered)) this.#goToEnd();
    else if (added.length) this.#newer.hidden = false;
    if (isAnswered || added.length) this.#awaits = "";
  }

  // The person's own words, at once; the stored message takes their place when it comes.
  drawPending(message) {
    if (this.#find(message.id)) return;
    const element = this.#make(message.id, true, NOT_STORED);
    fill(element, { text: message.text, status: this.#page.words.sending }, this.#page);
    this.#goToEnd();
  }

  setStatus(id, status) {
    const element = this.#find(id);
    if (element && Number(element.dataset.place) === NOT_STORED) element.querySelector("small").textContent = status;
  }

  // Show which button was pressed until the server has it; meanwhile the message takes no other press.
  showPressed(id) {
    const payload = this.#events.pressed(id);
    for (const button of this.#find(id)?.querySelectorAll("button") ?? []) {
      button.setAttribute("aria-disabled", String(payload !== null));
      button.classList.toggle("pressed", button.value === payload);
    }
  }

  // True if the message is new here.
  #drawRow(row) {
    const old = this.#find(row.id);
    if (row.removed) {
      old?.remove();
      return false;
    }
    const element = old ?? this.#make(row.id, row.own, row.place);
    if (Number(element.dataset.place) !== row.place) this.#put(element, row.place);
    fill(element, { ...row, status: timeOf(row.shown_at, this.#page.tag) }, this.#page);
    this.showPressed(row.id);
    return !old;
  }

  #make(id, isOwn, place) {
    const element = document.createElement("article");
    element.id = domId(id);
    element.className = isOwn ? "own" : "theirs";
    element.addEventListener("click", (event) => this.#press(id, event));
    this.#put(element, place);
    return element;
  }

  #put(element, place) {
    element.dataset.place = place;
    const others = [...this.#log.children].filter((other) => other !== element);
    const next = others.find((other) => Number(other.dataset.place) > place);
    this.#log.insertBefore(element, next ?? null);
  }

  #press(id, event) {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    // The second half of a double tap, when an edit has put another button under the finger meanwhile.
    if (event.detail > 1 && button.value !== this.#lastPressed) return;
    this.#lastPressed = button.value;
    this.#awaits = id;
    this.#events.press(id, button.value);
  }

  #forgetAllBut(ids) {
    for (const element of [...this.#log.children]) {
      if (Number(element.dataset.place) !== NOT_STORED && !ids.has(element.id)) element.remove();
    }
  }

  #find(id) {
    return document.getElementById(domId(id));
  }

  #look() {
    this.#isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_END_PX;
    if (this.#isAtEnd) this.#newer.hidden = true;
  }

  #goToEnd() {
    this.#isAtEnd = true;
    this.#newer.hidden = true;
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function domId(id) {
  return `m-${id}`;
}

function timeOf(moment, tag) {
  const at = new Date(moment);
  const isToday = at.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(tag, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}
