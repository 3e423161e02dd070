// What the person said, kept in this browser until the server has stored it.
//
// Each message carries an id made here and is repeated until it is acknowledged; the server handles an id once.
// So a lost signal, a reload or a restart of the server neither loses a message nor doubles it.

import { request } from "./request.js";

const FIRST_WAIT_MS = 1000;
const LAST_WAIT_MS = 30000;

export class Outbox {
  #url;
  #memory;
  #events;
  #timer = 0;
  #failures = 0;
  #isSending = false;

  // events: taken(message, toast), refused(message), stranger(), line(isUp)
  constructor(url, memory, events) {
    this.#url = url;
    this.#memory = memory;
    this.#events = events;
  }

  get waiting() {
    return this.#memory.read("outbox", []);
  }

  add(message) {
    const waiting = this.waiting;
    if (!waiting.some((other) => other.id === message.id)) this.#memory.write("outbox", [...waiting, message]);
    this.flush();
  }

  // Send what waits, one after the other, so that words arrive in the order in which they were said.
  async flush() {
    if (this.#isSending) return;
    clearTimeout(this.#timer);
    this.#isSending = true;
    try {
      while (this.waiting.length > 0 && (await this.#send(this.waiting[0])));
    } finally {
      this.#isSending = false;
    }
  }

  // True: it is off our hands, one way or the other.
  async #send(message) {
    const answer = await request(this.#url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Farmgate": "1" },
      body: JSON.stringify(message),
    });
    this.#events.line(answer !== null);
    if (answer?.body?.ok === true) return this.#finish(message, () => this.#events.taken(message, answer.body.toast));
    if (answer?.body?.ok === false && answer.status === 401) return this.#events.stranger();
    if (answer?.body?.ok === false && answer.status < 429) return this.#finish(message, () => this.#events.refused(message));
    return this.#retryLater(answer?.retryAfterMs ?? 0);
  }

  #finish(message, tell) {
    this.#failures = 0;
    this.#memory.write("outbox", this.waiting.filter((other) => other.id !== message.id));
    tell();
    return true;
  }

  #retryLater(atLeastMs) {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#failures++, LAST_WAIT_MS);
    // Spread out, so that a thousand pages do not come back in the same instant.
    this.#timer = setTimeout(() => this.flush(), Math.max(wait * (0.5 + Math.random() / 2), atLeastMs));
    return false;
  }
}

// 128 random bits; crypto.randomUUID exists on secure pages only, and a market's own network may have none.
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
