// What the phone keeps: its outbox, the day it was told, its token. IndexedDB survives closing the browser.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface Body {
  id: string;
  station: string;
  kind: string;
  occurred_at: string;
  severity?: number;
  text?: string;
  how?: string;
  position?: { lat: number; lon: number };
}
export type State = "waiting" | "sent" | "refused";
export interface Item {
  id: string;
  account: number;
  body: Body;
  label: string; // what the list shows, in the language of the moment
  state: State;
  made: number; // phone time, ms
  receipt?: string;
  reason?: string;
}
export interface Me {
  account: number;
  operation: number;
  clock: { shown: string; simulated: boolean; speed: number; zone: string; zone_name: string };
  post: { kind: string; name: string; team: number | null; lat: number | null; lon: number | null } | null;
  stations: { code: string; name: string; number: number }[];
  stage: string;
  steps: { code: string; name: string }[];
  calm: { code: string; name: string };
  troubles: { code: string; name: string; group: string; severity: number }[];
  groups: Record<string, string>;
  severities: Record<string, string>;
  read: number; // phone time at which it was told, ms
}

interface Schema extends DBSchema {
  outbox: { key: string; value: Item; indexes: { state: State } };
  kept: { key: string; value: unknown };
}

const KEEP_SENT = 100;

export class Store {
  private constructor(private db: IDBPDatabase<Schema>) {}

  static async open(): Promise<Store> {
    const db = await openDB<Schema>("kondusif-field", 1, {
      upgrade(fresh) {
        fresh.createObjectStore("outbox", { keyPath: "id" }).createIndex("state", "state");
        fresh.createObjectStore("kept");
      },
    });
    // Asks the browser not to clear this away when space runs short.
    void navigator.storage?.persist?.().catch(() => undefined);
    return new Store(db);
  }

  /** All at once or none: a tap for eleven stations is eleven reports or an error. */
  async add(items: Item[]): Promise<void> {
    const change = this.db.transaction("outbox", "readwrite");
    await Promise.all([...items.map((item) => change.store.put(item)), change.done]);
  }

  async update(items: Item[]): Promise<void> {
    await this.add(items);
    await this.prune();
  }

  async remove(id: string): Promise<void> {
    await this.db.delete("outbox", id);
  }

  async items(account: number): Promise<Item[]> {
    const all = await this.db.getAll("outbox");
    return all.filter((item) => item.account === account).sort((a, b) => b.made - a.made);
  }

  async waiting(account: number): Promise<Item[]> {
    const all = await this.db.getAllFromIndex("outbox", "state", "waiting");
    return all.filter((item) => item.account === account).sort((a, b) => a.made - b.made);
  }

  private async prune(): Promise<void> {
    const sent = await this.db.getAllFromIndex("outbox", "state", "sent");
    sent.sort((a, b) => b.made - a.made);
    for (const item of sent.slice(KEEP_SENT)) await this.remove(item.id);
  }

  async keep(name: "me" | "token", value: unknown): Promise<void> {
    await this.db.put("kept", value, name);
  }

  async me(): Promise<Me | undefined> {
    return (await this.db.get("kept", "me")) as Me | undefined;
  }

  async token(): Promise<string> {
    return ((await this.db.get("kept", "token")) as string | undefined) ?? "";
  }

  /** On signing out: the way in and what was sent go; what still waits stays until its owner signs in again. */
  async forget(): Promise<void> {
    await this.db.clear("kept");
    const sent = await this.db.getAllFromIndex("outbox", "state", "sent");
    for (const item of sent) await this.remove(item.id);
  }
}
