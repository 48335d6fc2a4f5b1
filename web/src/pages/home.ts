// The situation: a map beside its words. Picking a village opens its panel; the table does the same by keyboard.
import { openMap, type MapView, type Points, type PointStyle } from "../map/map";

// In the order of MARKS in site/situation.py; incidents by severity.
const STATIONS: PointStyle[] = [
  { shape: "dot", colour: "--grade-1", size: 9 },
  { shape: "half", colour: "--grade-2", size: 16 },
  { shape: "disc", colour: "--grade-3", size: 16 },
  { shape: "diamond", colour: "--grade-4", size: 17 },
];
const INCIDENTS: PointStyle[] = [
  { shape: "triangle", colour: "--ink-3", size: 14 },
  { shape: "triangle", colour: "--ink-2", size: 16 },
  { shape: "triangle", colour: "--ink", size: 18 },
  { shape: "triangle", colour: "--danger", size: 22 },
];

const side = document.getElementById("side")!;
const element = document.querySelector<HTMLElement>("[data-map]")!;
let open = ""; // the address of the panel that is shown, "" for the whole district
let map: MapView | undefined;

async function panel(address: string): Promise<void> {
  const answer = await fetch(address || side.dataset.home!, { headers: { "X-Fragment": "yes" } });
  if (!answer.ok) return;
  side.innerHTML = await answer.text();
  open = address;
}

const villageOf = (code: string) => element.dataset.village!.replace("CODE", encodeURIComponent(code));

async function marks(): Promise<void> {
  const answer = await fetch(element.dataset.points!);
  if (!answer.ok || !map) return;
  const found = (await answer.json()) as { stations: Points; incidents: Points };
  map.setPoints("stations", found.stations, STATIONS);
  map.setPoints("incidents", found.incidents, INCIDENTS);
}

side.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const code = target.closest<HTMLElement>("[data-show]")?.dataset.show;
  if (code) map?.show({ code });
  if (target.closest("[data-back]")) {
    event.preventDefault();
    void panel("").then(() => side.focus());
  }
});

// Many events arrive at once on an election morning: one refresh a second is enough, and nothing moves while reading a village.
let waiting = false;
function refresh(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    void marks();
    if (!open) void panel("");
  }, 1000);
}
document.addEventListener("kondusif:event", refresh);
document.addEventListener("kondusif:reload", refresh);

void openMap(element).then((view) => {
  map = view;
  void marks();
  view.onPick((pick) => {
    const code = pick.layer === "stations" ? pick.id.split("-")[0]! : pick.id;
    if (pick.layer !== "incidents") void panel(villageOf(code)).then(() => side.focus());
    else location.href = `/control/?incident=${pick.id}`;
  });
});

// On a phone the legend would cover a quarter of the map; it opens with a tap.
if (innerWidth < 700) element.querySelector(".map-legend")?.removeAttribute("open");
