/** Things that take their time and are done one after the other, in the order in which they were asked for. */

/** Does one thing, and calls back once when it is done. */
export type Errand = (done: () => void) => void;

export class Errands {
  readonly #waiting: Errand[] = [];
  readonly #onIdle: () => void;
  #running = false;
  #cancelled = false;

  /** `onIdle` is called whenever the last one is done. */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle;
  }

  get busy(): boolean {
    return this.#running;
  }

  add(errand: Errand): void {
    this.#waiting.push(errand);
    if (!this.#running) this.#next();
  }

  /** What is waiting is never begun, and nothing is told any more. */
  cancel(): void {
    this.#cancelled = true;
    this.#waiting.length = 0;
  }

  #next(): void {
    const errand = this.#waiting.shift();
    this.#running = errand !== undefined;
    errand?.(() => {
      if (this.#cancelled) return;
      this.#next();
      if (!this.#running) this.#onIdle();
    });
  }
}
