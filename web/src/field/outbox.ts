// Sending what waits: on load, when the connection is back, and on a timer; one attempt at a time, further apart the
// longer it fails, with jitter so that 1,527 phones don't return in the same second.
import type { Item, Store } from "./store";

const BATCH = 50;
const FIRST = 2_000;
const LAST = 300_000;

export type Standing = "online" | "offline" | "sign_in";

interface Result {
  index: number;
  status: number;
  receipt?: string;
  reason?: string;
}

export class Outbox {
  private running = false;
  private again = false;
  private failures = 0;
  private timer: number | undefined;

  constructor(
    private store: Store,
    private account: () => number,
    private fresh: () => Promise<boolean>, // gets a new token; false when nobody is signed in
    private changed: (standing: Standing) => void,
  ) {}

  start(): void {
    window.addEventListener("online", () => this.soon());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.soon();
    });
    this.soon();
  }

  /** Tries at once, whatever the pause was. */
  soon(): void {
    this.failures = 0;
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await this.alone(() => this.pass());
      } while (this.again);
    } finally {
      this.running = false;
      this.plan();
    }
  }

  /** Two open pages of one phone must not send the same thing twice; the server would forgive it, the battery not. */
  private async alone(work: () => Promise<void>): Promise<void> {
    if (navigator.locks) await navigator.locks.request("kondusif-outbox", work);
    else await work();
  }

  private plan(): void {
    clearTimeout(this.timer);
    const pause = Math.min(LAST, FIRST * 2 ** this.failures);
    this.timer = window.setTimeout(() => void this.flush(), pause / 2 + Math.random() * pause);
  }

  private async pass(): Promise<void> {
    let renewed = false;
    for (;;) {
      const items = (await this.store.waiting(this.account())).slice(0, BATCH);
      if (!items.length) {
        this.failures = navigator.onLine ? 3 : Math.min(this.failures + 1, 8); // nothing to do: look in now and then
        this.changed(navigator.onLine ? "online" : "offline");
        return;
      }
      const answer = await this.post(items);
      if (answer === undefined || answer.status >= 500 || answer.status === 429) return this.failed("offline");
      if (answer.status === 401 || answer.status === 403) {
        if (renewed || !(await this.fresh())) return this.failed("sign_in");
        renewed = true;
        continue;
      }
      await this.settle(items, answer);
      this.failures = 0;
      this.changed("online");
    }
  }

  private failed(standing: Standing): void {
    this.failures += 1;
    this.changed(standing);
  }

  private async post(items: Item[]): Promise<Response | undefined> {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), 30_000);
    try {
      return await fetch("/api/v1/reports/batch", {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Authorization: `Bearer ${await this.store.token()}`,
          "Accept-Language": document.documentElement.lang,
        },
        body: JSON.stringify({ reports: items.map((item) => item.body) }),
        signal: cut.signal,
        credentials: "omit",
      });
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  private async settle(items: Item[], answer: Response): Promise<void> {
    const body = (await answer.json().catch(() => ({}))) as { results?: Result[]; reason?: string };
    const results: Result[] = body.results ?? items.map((_, index) => ({ index, status: answer.status, reason: body.reason }));
    const settled: Item[] = [];
    for (const result of results) {
      const item = items[result.index];
      if (!item) continue;
      const taken = result.status === 200 || result.status === 201;
      settled.push({ ...item, state: taken ? "sent" : "refused", receipt: result.receipt, reason: result.reason });
    }
    await this.store.update(settled);
  }
}
