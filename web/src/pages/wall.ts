// The station wall: the server's table, asked for again when reports come, and once a minute because time alone makes late.
import type { LiveEvent } from "../live";

const wall = document.getElementById("wall")!;
const INTERVAL = 1500;
let waiting = false;
let last = 0;

async function load(): Promise<void> {
  const answer = await fetch(location.href, { headers: { "X-Fragment": "yes" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const scroll = wall.querySelector(".scroll")?.scrollLeft ?? 0;
  wall.innerHTML = await answer.text();
  wall.querySelector(".scroll")?.scrollTo({ left: scroll });
}

function fresh(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(
    () => {
      waiting = false;
      last = performance.now();
      void load();
    },
    Math.max(0, last + INTERVAL - performance.now()),
  );
}

document.addEventListener("kondusif:event", (event) => {
  if ((event as CustomEvent<LiveEvent>).detail.topic === "report") fresh();
});
document.addEventListener("kondusif:reload", fresh);
setInterval(fresh, 60_000);
