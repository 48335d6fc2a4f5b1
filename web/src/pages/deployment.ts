// The plan page: teams on the map, a village's teams beside it, what-if answers in place, progress of a running solve.
// Every one of these is a link or a form that also works as a page of its own.
import type { LiveEvent } from "../live";
import { openMap, type MapView, type PointStyle } from "../map/map";

interface Columns {
  classes: string[];
  teams: { ids: string[]; lat: number[]; lon: number[]; style: number[]; number: number[]; size: number[] };
  stations: { ids: string[]; lat: number[]; lon: number[]; team: number[] };
  lines: [[number, number], [number, number]][];
}

const PIECE = { headers: { "X-Piece": "yes" } };
const COLOURS = ["--grade-2", "--grade-3", "--grade-4", "--accent"];
const STATIONS: PointStyle[] = [{ shape: "dot", colour: "--ink-3", size: 7 }];

async function piece(address: string, into: HTMLElement): Promise<void> {
  const answer = await fetch(address, PIECE);
  if (answer.ok) into.innerHTML = await answer.text();
}

// -- the map ---------------------------------------------------------------------------------------

async function drawPlan(element: HTMLElement, address: string): Promise<void> {
  const [map, answer] = await Promise.all([openMap(element), fetch(address)]);
  if (!answer.ok) return;
  const columns = (await answer.json()) as Columns;
  map.setLines("teams", columns.lines);
  map.setPoints("stations", { ...columns.stations, style: columns.stations.ids.map(() => 0) }, STATIONS);
  const styles = columns.classes.map((_, i): PointStyle => {
    return { shape: "square", colour: COLOURS[i % COLOURS.length] ?? "--accent", size: 11 };
  });
  map.setPoints("bases", columns.teams, styles);
  listen(map, element.dataset.village ?? "");
}

function listen(map: MapView, pattern: string): void {
  const beside = document.querySelector<HTMLElement>("[data-village-here]");
  if (!beside || !pattern) return;
  map.onPick((pick) => {
    const village = pick.kind === "point" ? pick.id.slice(0, pick.id.lastIndexOf("-")) : pick.id;
    void piece(pattern.replace("CODE", encodeURIComponent(village)), beside);
  });
}

// -- what if ---------------------------------------------------------------------------------------

let asked = 0; // an answer that comes late for an earlier question is not shown

async function answerIn(place: HTMLElement, address: string, question: number, tries = 0): Promise<void> {
  const answer = await fetch(address, PIECE);
  if (!answer.ok || question !== asked) return;
  place.innerHTML = await answer.text();
  const again = place.querySelector<HTMLElement>("[data-again]")?.dataset.again;
  if (again && tries < 60) setTimeout(() => void answerIn(place, again, question, tries + 1), 500);
}

function askInPlace(form: HTMLFormElement, place: HTMLElement): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = new FormData(form, (event as SubmitEvent).submitter as HTMLElement | null);
    const query = new URLSearchParams({ change: String(values.get("change") ?? "0") });
    asked += 1;
    place.setAttribute("aria-busy", "true");
    void answerIn(place, `${form.action}?${query}`, asked).finally(() => place.removeAttribute("aria-busy"));
  });
}

// -- live ------------------------------------------------------------------------------------------

function follow(): void {
  let wanted = 0;
  // Events bring the progress; asking now and then brings it too where the stream is cut.
  setInterval(() => {
    const running = document.querySelector<HTMLElement>("[data-piece][data-running=yes]");
    if (running) void refresh(running);
  }, 1500);
  document.addEventListener("kondusif:event", (event) => {
    const { topic, ref } = (event as CustomEvent<LiveEvent>).detail;
    const running = document.querySelector<HTMLElement>("[data-piece][data-running=yes]");
    if (running && topic === "job" && !wanted) {
      wanted = window.setTimeout(() => {
        wanted = 0;
        void refresh(running);
      }, 300);
    }
    const page = document.querySelector<HTMLElement>("[data-reload-on]");
    const ours = !page?.dataset.reloadRef || page.dataset.reloadRef === ref;
    if (page?.dataset.reloadOn?.split(" ").includes(topic) && ours && !typing()) location.reload();
  });
  document.addEventListener("kondusif:reload", () => {
    if (!typing()) location.reload();
  });
}

async function refresh(running: HTMLElement): Promise<void> {
  const answer = await fetch(running.dataset.piece ?? "", PIECE);
  if (!answer.ok) return;
  const holder = document.createElement("div");
  holder.innerHTML = await answer.text();
  const fresh = holder.firstElementChild as HTMLElement | null;
  if (!fresh) return;
  if (fresh.dataset.running === "no") location.reload();
  else running.replaceWith(fresh);
}

function typing(): boolean {
  const here = document.activeElement;
  return here instanceof HTMLInputElement || here instanceof HTMLTextAreaElement || here instanceof HTMLSelectElement;
}

const element = document.querySelector<HTMLElement>("[data-plan-map]");
if (element) void drawPlan(element, element.dataset.planMap ?? "");
const place = document.querySelector<HTMLElement>("[data-answer-here]");
if (place) {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-what-if]")) askInPlace(form, place);
  const first = place.querySelector<HTMLElement>("[data-again]")?.dataset.again;
  if (first) void answerIn(place, first, asked);
}
follow();
