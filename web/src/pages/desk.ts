// The desk: a map beside the list, one incident at a time, everything by keyboard. Lists and panels come from the server as
// ready pieces, so that what a person may read is decided in one place.
import type { LiveEvent } from "../live";
import { openMap, type MapView, type Points, type PointStyle } from "../map/map";

const STATIONS: PointStyle[] = [
  { shape: "dot", colour: "--accent", size: 8 },
  { shape: "dot", colour: "--grade-1", size: 8 },
  { shape: "half", colour: "--ink-2", size: 12 },
  { shape: "cross", colour: "--ink", size: 12 },
];
const INCIDENTS: PointStyle[] = [
  { shape: "triangle", colour: "--ink-3", size: 14 },
  { shape: "triangle", colour: "--ink-2", size: 17 },
  { shape: "triangle", colour: "--ink", size: 20 },
  { shape: "triangle", colour: "--danger", size: 24 },
];
const PIECE = { "X-Fragment": "yes" };

const list = document.getElementById("list");
const panel = document.getElementById("incident");
const element = document.querySelector<HTMLElement>("[data-map]");
const help = document.querySelector<HTMLDialogElement>("#help");
let map: MapView | undefined;
let show = list?.querySelector<HTMLElement>("[data-current]")?.dataset.current ?? "open";
let chosen = ""; // the incident under the keyboard's hand
let open = panel?.dataset.open ?? ""; // the incident that is shown

// -- the list ----------------------------------------------------------------------------------------

async function loadList(): Promise<void> {
  if (!list) return;
  const answer = await fetch(`${list.dataset.source}?show=${show}`, { headers: PIECE });
  if (!answer.ok) return;
  const held = list.contains(document.activeElement);
  list.innerHTML = await answer.text();
  mark(held);
}

const items = () => [...(list?.querySelectorAll<HTMLElement>("li[data-id]") ?? [])];

function mark(focus: boolean): void {
  for (const item of items()) {
    const here = item.dataset.id === chosen;
    item.classList.toggle("chosen", here);
    if (here && focus) item.querySelector("a")?.focus();
  }
}

function move(by: number): void {
  const all = items();
  if (!all.length) return;
  const at = all.findIndex((item) => item.dataset.id === chosen);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)]!;
  chosen = next.dataset.id!;
  mark(true);
  next.scrollIntoView({ block: "nearest" });
  if (open) void show_incident(chosen);
}

// -- one incident ------------------------------------------------------------------------------------

const addressOf = (id: string) => list!.dataset.incident!.replace("/0/", `/${id}/`);

async function show_incident(id: string, quiet = false): Promise<void> {
  if (!panel) return;
  const address = list ? addressOf(id) : panel.querySelector<HTMLElement>(".incident")!.dataset.address!;
  const answer = await fetch(address, { headers: PIECE });
  if (!answer.ok) return;
  const html = await answer.text();
  if (quiet && (open !== id || busy())) return; // somebody began to write while it was fetched
  put(html, id);
  if (quiet) return;
  chosen = id;
  mark(false);
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
  const article = panel.querySelector<HTMLElement>(".incident");
  if (article) map?.show({ lat: Number(article.dataset.lat), lon: Number(article.dataset.lon) });
}

function put(html: string, id: string): void {
  if (!panel) return;
  panel.innerHTML = html;
  panel.hidden = false;
  if (list) list.hidden = true;
  open = id;
}

function back(): void {
  if (!panel || !list) return;
  panel.hidden = true;
  panel.replaceChildren();
  list.hidden = false;
  open = "";
  mark(true);
}

// An answer to a pressed button is the incident as it stands now. Pressed twice, the second finds it done.
async function send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  const body = new FormData(form, button instanceof HTMLButtonElement ? button : null);
  for (const other of form.querySelectorAll("button")) other.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body, headers: PIECE }).catch(() => undefined);
  if (answer && (answer.ok || answer.status === 409)) {
    put(await answer.text(), open);
    panel?.focus({ preventScroll: true });
    void loadList();
    return;
  }
  for (const other of form.querySelectorAll("button")) other.disabled = false;
  if (answer?.status === 403) location.reload();
}

panel?.addEventListener("submit", (event) => {
  event.preventDefault();
  void send(event.target as HTMLFormElement, (event as SubmitEvent).submitter);
});

panel?.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const other = target.closest<HTMLElement>("[data-open-incident]")?.dataset.openIncident;
  if (other && list) {
    event.preventDefault();
    void show_incident(other);
  } else if (list && target.closest("[data-back]")) {
    event.preventDefault();
    back();
  }
});

list?.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const tab = target.closest<HTMLElement>("[data-show]");
  const item = target.closest<HTMLElement>("li[data-id]");
  if (!tab && !item) return;
  event.preventDefault();
  if (tab) {
    show = tab.dataset.show!;
    chosen = "";
    void loadList();
  } else {
    void show_incident(item!.dataset.id!);
  }
});

// -- the keyboard ------------------------------------------------------------------------------------

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

function press(key: string): boolean {
  const act = [...(panel?.querySelectorAll<HTMLElement>("[data-key]") ?? [])].find((a) => a.dataset.key === key);
  if (act instanceof HTMLFormElement) {
    act.querySelector("button")?.click();
    return true;
  }
  if (act instanceof HTMLDetailsElement) {
    act.open = true;
    act.querySelector<HTMLElement>("select, textarea")?.focus();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && event.target instanceof HTMLElement) {
    event.target.closest("form")?.requestSubmit();
    return;
  }
  if (event.key === "Escape" && !help?.open) {
    const within = (event.target as HTMLElement).closest?.("details.act") as HTMLDetailsElement | null;
    if (within?.open) {
      within.open = false;
      panel?.focus();
    } else if (open && list) back();
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.altKey || event.metaKey || help?.open) return;
  if (act(event.key)) event.preventDefault();
});

function act(key: string): boolean {
  if (key === "j" || key === "ArrowDown") move(1);
  else if (key === "k" || key === "ArrowUp") move(-1);
  else if (key === "Enter" && chosen && !open) void show_incident(chosen);
  else if (key === "?") help?.showModal();
  else if (key === "w" && list) location.assign(document.querySelector<HTMLAnchorElement>(".desk-nav a")!.href);
  else if (key === "e" && list) document.querySelector<HTMLElement>(".desk-nav [data-key=e]")?.click();
  else return open ? press(key) : false;
  return true;
}

document.querySelector("[data-help]")?.addEventListener("click", () => help?.showModal());

// -- the map and what is new -------------------------------------------------------------------------

async function marks(): Promise<void> {
  const answer = await fetch(element!.dataset.picture!);
  if (!answer.ok || !map) return;
  const found = (await answer.json()) as { stations: Points; incidents: Points };
  map.setPoints("stations", found.stations, STATIONS);
  map.setPoints("incidents", found.incidents, INCIDENTS);
}

// However many events come, each piece is asked for at most once in its interval, and once more after the last.
function paced(work: () => Promise<void>, interval: number): () => void {
  let waiting = false;
  let last = 0;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(
      () => {
        waiting = false;
        last = performance.now();
        void work();
      },
      Math.max(0, last + interval - performance.now()),
    );
  };
}
const freshList = paced(loadList, 400);
const freshMarks = paced(marks, 2000);

const busy = () => typing(document.activeElement) || Boolean(panel?.querySelector("details[open]"));

/** The open incident, unless somebody is typing in it. */
function freshIncident(): void {
  if (open && !busy()) void show_incident(open, true);
}

document.addEventListener("kondusif:event", (event) => {
  const { topic, ref } = (event as CustomEvent<LiveEvent>).detail;
  if (topic === "incident") {
    freshList();
    if (ref === open) freshIncident();
  }
  if (element && (topic === "incident" || topic === "report")) freshMarks();
});
document.addEventListener("kondusif:reload", () => {
  freshList();
  freshIncident();
  if (element) freshMarks();
});

if (element) {
  void openMap(element).then((view) => {
    map = view;
    view.onPick((pick) => {
      if (pick.layer === "incidents") void show_incident(pick.id);
    });
    void marks();
  });
}
const asked = new URLSearchParams(location.search).get("incident");
if (list && asked && /^\d+$/.test(asked)) void show_incident(asked);

// -- the form for a call -----------------------------------------------------------------------------

const call = document.querySelector<HTMLFormElement>("[data-call]");
const place = call?.querySelector<HTMLInputElement>("[name=place]");
place?.addEventListener(
  "input",
  paced(async () => {
    const answer = await fetch(`${call!.dataset.places}?q=${encodeURIComponent(place.value)}`);
    if (!answer.ok) return;
    const { places } = (await answer.json()) as { places: { code: string; name: string }[] };
    const options = places.map((found) => {
      const option = document.createElement("option");
      option.value = `${found.code} ${found.name}`;
      return option;
    });
    document.getElementById("places")!.replaceChildren(...options);
  }, 150),
);
call?.addEventListener("click", (event) => {
  const picked = (event.target as HTMLElement).closest<HTMLElement>("[data-place]")?.dataset.place;
  if (picked && place) {
    place.value = picked;
    call.querySelector<HTMLElement>("[name=kind]")?.focus();
  }
});
if (place && !place.value) place.focus();
