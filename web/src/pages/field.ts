// The phone page. Everything it needs for a day is kept on the phone; what is reported is kept first and sent after.
import { drawCalm, type Told } from "../field/calm";
import { clockText, operationNow, stamp } from "../field/clock";
import { byId, h, say } from "../field/dom";
import { Outbox, type Standing } from "../field/outbox";
import { Store, type Body, type Item, type Me, type State } from "../field/store";
import { drawTrouble, type Trouble } from "../field/trouble";

const theme = localStorage.getItem("kondusif-theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

let store: Store;
let me: Me | undefined;
let outbox: Outbox;

async function begin(): Promise<void> {
  try {
    store = await Store.open();
  } catch {
    notice(say("storage"));
    return;
  }
  me = await store.me();
  outbox = new Outbox(store, () => me?.account ?? 0, newToken, standing);
  if (me) draw(me);
  byId("sign-out").addEventListener("submit", (event) => {
    event.preventDefault();
    void store.forget().then(() => (event.target as HTMLFormElement).submit());
  });
  await learn();
  outbox.start();
  await list();
  setInterval(tick, 1000);
  setInterval(() => void learn(), 300_000);
  void keepOffline();
}

// -- who I am and where I stand --------------------------------------------------------------------

async function learn(): Promise<void> {
  const answer = await fetch("/field/me.json", { redirect: "manual" }).catch(() => undefined);
  if (!answer) return standing("offline");
  if (!answer.ok) return standing("sign_in");
  const found = { ...((await answer.json()) as Omit<Me, "read">), read: Date.now() };
  const other = me?.account !== found.account;
  me = found;
  await store.keep("me", found);
  if (other) await store.keep("token", "");
  if (!(await store.token())) await newToken();
  draw(found);
}

async function newToken(): Promise<boolean> {
  const name = document.body.dataset.csrf!;
  const csrf = document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const answer = await fetch("/field/token/", {
    method: "POST",
    headers: { "X-CSRFToken": csrf },
    redirect: "manual",
  }).catch(() => undefined);
  if (!answer?.ok) return false;
  await store.keep("token", ((await answer.json()) as { token: string }).token);
  return true;
}

let drawn = "";
function draw(found: Me): void {
  // A form that somebody is filling in isn't drawn again under the thumb.
  const signature = JSON.stringify([found.post, found.stations, found.stage, found.account]);
  if (signature === drawn) return;
  drawn = signature;
  const post = found.post
    ? [
        h("p", { class: "small" }, found.post.kind),
        h("h1", {}, found.post.name),
        found.post.team ? h("p", {}, `${say("team")} ${found.post.team}`) : "",
      ]
    : [h("h1", {}, say("no_post")), found.stations.length ? "" : h("p", { class: "small" }, say("no_stations"))];
  byId("post").replaceChildren(...post);
  drawCalm(byId("calm"), found, (told) => tell(told));
  drawTrouble(byId("trouble"), found, (trouble) => report(trouble));
}

// -- reporting -------------------------------------------------------------------------------------

const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(c) / 4)))).toString(16),
  );

function item(body: Omit<Body, "id" | "occurred_at">, label: string): Item {
  const id = newId();
  const occurred = stamp(operationNow(me!), me!.clock.zone);
  return { id, account: me!.account, body: { id, occurred_at: occurred, ...body }, label, state: "waiting", made: Date.now() };
}

async function tell(told: Told): Promise<void> {
  await save(
    told.stations.map((station) =>
      item({ station: station.code, kind: told.kind, how: told.how }, `${told.name} · ${station.name}`),
    ),
  );
}

async function report(trouble: Trouble): Promise<void> {
  const { name, ...body } = trouble;
  const where = me!.stations.find((station) => station.code === trouble.station)?.name ?? trouble.station;
  await save([item(body, `${name} · ${where}`)]);
}

async function save(items: Item[]): Promise<void> {
  try {
    await store.add(items);
  } catch (error) {
    notice(say("storage"));
    throw error;
  }
  notice(say("saved"));
  await list();
  outbox.soon();
}

// -- what is shown ---------------------------------------------------------------------------------

function notice(text: string): void {
  const place = byId("notice");
  place.hidden = false;
  place.textContent = text;
}

function standing(now: Standing): void {
  const sign = byId("connection");
  sign.dataset.state = now === "online" ? "live" : "stale";
  sign.textContent = say(now);
  void list();
}

async function list(): Promise<void> {
  const items = me ? await store.items(me.account) : [];
  const count = (state: State) => items.filter((one) => one.state === state).length;
  const figures = (["waiting", "sent", "refused"] as State[]).map((state) =>
    h("span", { class: `tag ${state === "waiting" && count(state) ? "solid" : ""}`, "data-count": state }, `${count(state)} ${say(state)}`),
  );
  const urgent = items.filter((one) => one.state !== "sent");
  const rows = [...urgent, ...items.filter((one) => one.state === "sent")].slice(0, 30).map(row);
  byId("outbox-list").replaceChildren(
    h("p", { class: "row" }, ...figures),
    rows.length ? h("ol", { class: "outbox" }, ...rows) : h("p", { class: "empty" }, say("nothing")),
  );
}

function row(one: Item): HTMLElement {
  const at = one.body.occurred_at.slice(11, 16);
  const more =
    one.state === "refused"
      ? [
          h("br"),
          h("span", { class: "small" }, one.reason ?? ""),
          h("button", { type: "button", class: "quiet", click: () => void again(one) }, say("retry")),
          h("button", { type: "button", class: "quiet", click: () => void store.remove(one.id).then(list) }, say("discard")),
        ]
      : one.receipt
        ? [h("br"), h("small", {}, `${say("receipt")} ${one.receipt}`)]
        : [];
  return h("li", { "data-state": one.state }, h("time", {}, at), h("span", {}, `${one.label} · ${say(one.state)}`, ...more));
}

async function again(one: Item): Promise<void> {
  await store.update([{ ...one, state: "waiting", reason: undefined }]);
  await list();
  outbox.soon();
}

function tick(): void {
  if (me) byId("clock").textContent = `${clockText(operationNow(me), me.clock.zone)} ${me.clock.zone_name}`;
}

// -- offline ---------------------------------------------------------------------------------------

/** Registers the worker and gives it what this page is made of, so that it opens without a connection. */
async function keepOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" });
    const registration = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const own = parts.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
    registration.active?.postMessage({ keep: ["/field/", ...own.map((url) => url.pathname)] });
  } catch {
    // Without a worker the page still keeps and sends reports while it is open.
  }
}

void begin();
