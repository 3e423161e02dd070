// What is new in the chat: a stream of server-sent events, and polling where something in between blocks streams.

import { request } from "./request.js";

const HELLO_MS = 6000; // the server speaks at once; whatever keeps silent for so long is holding the stream back
const SILENCE_MS = 40000; // the server's beat is 15 s: two missed ones mean a dead connection
const POLL_MS = 5000;
const POLLS_BETWEEN_STREAMS = 12;
const AGAIN_FIRST_MS = 1000;
const AGAIN_LAST_MS = 15000;

export class Live {
  #base;
  #events;
  #cursor = 0;
  #source = null;
  #timer = 0;
  #misses = 0; // since the stream last spoke
  #turn = 0; // tells an answer that comes too late that something else has begun

  // events: batch(batch), stranger(), line(isUp)
  constructor(base, events) {
    this.#base = base;
    this.#events = events;
  }

  start() {
    addEventListener("online", () => this.#open());
    addEventListener("offline", () => this.#events.line(false));
    // A hidden page listens to nothing: browsers allow six connections to one host, for all tabs together.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    if (!document.hidden) this.#open();
  }

  // Something else found the server there: do not wait for the next try.
  hurry() {
    if (this.#misses > 0 && !this.#source) this.#open();
  }

  #open() {
    this.#close();
    this.#source = new EventSource(`${this.#base}events?after=${this.#cursor}`);
    this.#source.onmessage = (event) => this.#hear(JSON.parse(event.data));
    this.#source.addEventListener("beat", () => this.#hear(null));
    this.#source.onerror = () => this.#poll();
    this.#timer = setTimeout(() => this.#poll(), HELLO_MS);
  }

  #close() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #hear(batch) {
    this.#misses = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), SILENCE_MS);
    this.#take(batch);
  }

  #take(batch) {
    this.#events.line(true);
    if (!batch) return;
    this.#cursor = batch.cursor;
    this.#events.batch(batch);
  }

  // Ask once, then try the stream again; where only streams fail, go on asking every five seconds.
  async #poll() {
    this.#close();
    const turn = this.#turn;
    const answer = await request(`${this.#base}history?after=${this.#cursor}`);
    if (turn !== this.#turn) return;
    if (answer?.status === 401) return this.#events.stranger();
    const isUp = answer?.status === 200 && answer.body !== null;
    if (isUp) this.#take(answer.body);
    else this.#events.line(answer !== null);
    this.#misses += 1;
    const isBlocked = isUp && this.#misses > 1 && this.#misses % POLLS_BETWEEN_STREAMS !== 0;
    this.#timer = isBlocked
      ? setTimeout(() => this.#poll(), POLL_MS)
      : setTimeout(() => this.#open(), Math.min(AGAIN_FIRST_MS * 2 ** this.#misses, AGAIN_LAST_MS) * (0.5 + Math.random() / 2));
  }
}
