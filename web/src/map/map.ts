// A district on a map: village cells, points, lines, shaded areas. Drawn with WebGL where there is one, else as SVG; every
// page that has a map also has the table that says the same.
//
//   <div class="map" data-map data-areas="/map/areas.json" aria-label="..."></div>
//
//   const map = await openMap(document.querySelector("[data-map]")!);
//   map.setPoints("stations", { ids, lat, lon, style }, STYLES);   // style[i] indexes STYLES; columns of equal length
//   map.setLines("teams", [[[lon, lat], [lon, lat]], ...]);
//   map.setFill({ "35.09.08.2006": 2, ... });                      // level 0..4 by area code, neutral to accent
//   map.onPick((pick) => ...);                                     // {kind: "area" | "point", layer, id}
//   map.show({ code }) or map.show({ lat, lon });
//
// Colours are names of CSS variables ("--grade-2"), so both themes and a change of theme are the map's business.
// `data-renderer="svg"` on the element, or ?map=svg in the address, asks for the SVG drawing.
import type { Shape } from "./shapes";

export interface Points {
  ids: string[];
  lat: number[];
  lon: number[];
  style: number[];
}
export interface PointStyle {
  shape: Shape;
  colour: string;
  size: number; // CSS pixels across
}
export type Line = [[number, number], [number, number]]; // lon, lat
export interface Pick {
  kind: "area" | "point";
  layer: string;
  id: string;
}
export interface Areas {
  villages: GeoJSON.FeatureCollection;
  districts: GeoJSON.FeatureCollection;
  bounds: [number, number, number, number]; // west, south, east, north
  computed: boolean; // cells computed from centroids, no boundary file loaded
}
export interface MapView {
  setPoints(layer: string, points: Points, styles: PointStyle[]): void;
  setLines(layer: string, lines: Line[]): void;
  setFill(levels: Record<string, number>): void;
  onPick(listener: (pick: Pick) => void): void;
  show(place: { code: string } | { lat: number; lon: number }): void;
  readonly renderer: "webgl" | "svg";
}

export async function openMap(element: HTMLElement): Promise<MapView> {
  const areas = await loadAreas(element.dataset.areas ?? "/map/areas.json");
  element.dataset.state = "loading";
  const view = await draw(element, areas);
  element.dataset.state = "ready";
  element.dataset.drawn = view.renderer;
  return view;
}

async function draw(element: HTMLElement, areas: Areas): Promise<MapView> {
  const wanted = element.dataset.renderer ?? new URLSearchParams(location.search).get("map");
  if (wanted !== "svg" && hasWebGL()) {
    try {
      return await (await import("./webgl")).openWebGL(element, areas);
    } catch (error) {
      console.warn("The map is drawn as SVG:", error);
      element.replaceChildren();
    }
  }
  return (await import("./svg")).openSvg(element, areas);
}

async function loadAreas(address: string): Promise<Areas> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Areas;
}

function hasWebGL(): boolean {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/** The current value of a CSS variable, for what a style sheet can't reach. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888";
}

/** Calls back when the theme changes, by the button or by the system. */
export function onTheme(listener: () => void): void {
  document.addEventListener("kondusif:theme", listener);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}

/** Box around a geometry: west, south, east, north. */
export function boxOf(geometry: GeoJSON.Geometry): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (part: unknown): void => {
    const list = part as unknown[];
    if (typeof list[0] === "number") {
      const [x, y] = list as [number, number];
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else list.forEach(visit);
  };
  if ("coordinates" in geometry) visit(geometry.coordinates);
  return box;
}
