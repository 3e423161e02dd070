// localStorage for one chat, or memory where the browser keeps none for us: full, forbidden, private.

export class Memory {
  #prefix;
  #own = new Map();

  constructor(prefix) {
    this.#prefix = prefix;
  }

  read(key, otherwise) {
    if (this.#own.has(key)) return this.#own.get(key);
    try {
      return JSON.parse(localStorage.getItem(this.#prefix + key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  write(key, value) {
    try {
      localStorage.setItem(this.#prefix + key, JSON.stringify(value));
      this.#own.delete(key);
    } catch {
      this.#own.set(key, value);
    }
  }
}
