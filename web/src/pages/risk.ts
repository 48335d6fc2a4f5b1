// The risk map: stations by grade. A picked station, on the map or in the table, is explained beside the map; without this
// script the table's links lead to a page that says the same.
import { openMap, type MapView, type PointStyle } from "../map/map";

interface Stations {
  codes: string[];
  lat: number[];
  lon: number[];
  grade: number[]; // 0 less vulnerable, 1 vulnerable, 2 very vulnerable, 3 special, 4 not graded yet
  flags: number[];
  position: string[];
}

const STYLES: PointStyle[] = [
  { shape: "dot", colour: "--grade-1", size: 9 },
  { shape: "half", colour: "--grade-2", size: 16 },
  { shape: "disc", colour: "--grade-3", size: 16 },
  { shape: "diamond", colour: "--grade-4", size: 17 },
  { shape: "ring", colour: "--ink-3", size: 10 },
];

const element = document.querySelector<HTMLElement>("[data-map]");
const panel = document.querySelector<HTMLElement>("[data-panel]");

async function explain(code: string): Promise<void> {
  if (!element || !panel) return;
  const address = element.dataset.station!.replace("CODE", encodeURIComponent(code));
  const answer = await fetch(`${address}?panel=1`);
  if (!answer.ok) {
    location.href = address;
    return;
  }
  panel.innerHTML = await answer.text();
  panel.scrollTop = 0;
  for (const link of document.querySelectorAll<HTMLElement>("[data-pick]")) {
    link.closest("tr")?.setAttribute("aria-selected", String(link.dataset.pick === code));
  }
}

async function draw(map: MapView): Promise<Stations | undefined> {
  const answer = await fetch(element!.dataset.stations!);
  if (!answer.ok) return undefined;
  const found = (await answer.json()) as Stations;
  map.setPoints("stations", { ids: found.codes, lat: found.lat, lon: found.lon, style: found.grade }, STYLES);
  return found;
}

async function start(): Promise<void> {
  if (!element) return;
  const map = await openMap(element);
  const found = await draw(map);
  map.onPick((pick) => {
    if (pick.kind === "point") void explain(pick.id);
    else location.href = `?village=${encodeURIComponent(pick.id)}#stations`;
  });
  const village = new URLSearchParams(location.search).get("village");
  const district = new URLSearchParams(location.search).get("district");
  if (village || district) map.show({ code: village || district! });
  document.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLElement>("[data-pick]");
    const mouse = event as MouseEvent;
    if (!link || !found || mouse.ctrlKey || mouse.metaKey || mouse.shiftKey) return;
    event.preventDefault();
    const at = found.codes.indexOf(link.dataset.pick!);
    if (at >= 0) map.show({ lat: found.lat[at]!, lon: found.lon[at]! });
    void explain(link.dataset.pick!).then(() => panel?.scrollIntoView({ block: "nearest" }));
  });
}

document.addEventListener("kondusif:event", (event) => {
  const notice = document.querySelector<HTMLElement>("[data-grades-changed]");
  if (notice && (event as CustomEvent<{ topic: string }>).detail.topic === "risk") notice.hidden = false;
});
// A district's villages are offered once it is chosen.
document.querySelector("[data-district]")?.addEventListener("change", (event) => {
  const form = (event.target as HTMLSelectElement).form;
  form?.querySelector<HTMLSelectElement>("[name=village]")?.remove();
  form?.requestSubmit();
});
void start();
