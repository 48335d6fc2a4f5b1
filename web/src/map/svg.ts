// The map without WebGL: plain SVG, moved by dragging, the wheel, + and -, and the arrow keys.
import { type Areas, boxOf, colour, type Line, type MapView, onTheme, type Pick, type Points, type PointStyle } from "./map";
import { DRAWINGS } from "./shapes";

const SVG = "http://www.w3.org/2000/svg";

export function openSvg(element: HTMLElement, areas: Areas): MapView {
  return new SvgView(element, areas);
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

class SvgView implements MapView {
  readonly renderer = "svg" as const;
  private readonly root = make("svg");
  private readonly squeeze: number; // a degree of longitude is shorter than one of latitude
  private readonly layers = new Map<string, SVGGElement>();
  private readonly villages = new Map<string, SVGPathElement>();
  private readonly drawn = new Map<string, { points: Points; styles: PointStyle[] }>();
  private listeners: ((pick: Pick) => void)[] = [];
  private levels: Record<string, number> = {};
  private view: Box;

  constructor(
    element: HTMLElement,
    private readonly areas: Areas,
  ) {
    const [west, south, east, north] = areas.bounds;
    this.squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const pad = (north - south) * 0.03;
    this.view = {
      x: west * this.squeeze - pad,
      y: -north - pad,
      w: (east - west) * this.squeeze + 2 * pad,
      h: north - south + 2 * pad,
    };
    this.root.setAttribute("tabindex", "0");
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", element.getAttribute("aria-label") ?? "");
    this.drawAreas();
    this.apply();
    element.append(this.root);
    this.listen();
    onTheme(() => this.repaint());
  }

  setPoints(layer: string, points: Points, styles: PointStyle[]): void {
    this.drawn.set(layer, { points, styles });
    const group = this.layer(layer);
    group.replaceChildren();
    const unit = this.view.w / 1000;
    points.ids.forEach((id, i) => {
      const mark = styles[points.style[i]!];
      if (!mark) return;
      const spot = make("g") as SVGGElement;
      const scale = (unit * mark.size) / 16;
      const x = points.lon[i]! * this.squeeze - 8 * scale;
      spot.setAttribute("transform", `translate(${x} ${-points.lat[i]! - 8 * scale}) scale(${scale})`);
      spot.dataset.id = id;
      spot.dataset.layer = layer;
      for (const part of DRAWINGS[mark.shape]) {
        const path = make("path");
        path.setAttribute("d", part.path);
        path.setAttribute("fill", part.filled ? colour(mark.colour) : colour("--surface"));
        path.setAttribute("stroke", part.filled ? colour("--surface") : colour(mark.colour));
        path.setAttribute("stroke-width", part.filled ? "0.8" : "1.8");
        spot.append(path);
      }
      group.append(spot);
    });
  }

  setLines(layer: string, lines: Line[]): void {
    const path = make("path");
    path.setAttribute("d", lines.map((line) => `M${line.map(([x, y]) => `${x * this.squeeze} ${-y}`).join("L")}`).join(""));
    path.setAttribute("fill", "none");
    path.setAttribute("stroke", colour("--accent"));
    path.setAttribute("stroke-width", "1");
    path.setAttribute("vector-effect", "non-scaling-stroke");
    this.layer(layer).replaceChildren(path);
  }

  setFill(levels: Record<string, number>): void {
    this.levels = levels;
    for (const [code, path] of this.villages) {
      const level = Math.min(Math.max(levels[code] ?? 0, 0), 4);
      path.setAttribute("fill", level ? colour("--accent") : colour("--surface"));
      path.setAttribute("fill-opacity", level ? String(level / 4) : "1");
    }
  }

  onPick(listener: (pick: Pick) => void): void {
    this.listeners.push(listener);
  }

  show(place: { code: string } | { lat: number; lon: number }): void {
    if ("lat" in place) {
      this.lookAt([place.lon - 0.02, place.lat - 0.02, place.lon + 0.02, place.lat + 0.02]);
      return;
    }
    const all = [...this.areas.villages.features, ...this.areas.districts.features];
    const found = all.find((f) => f.properties?.code === place.code);
    if (found) this.lookAt(boxOf(found.geometry));
    this.mark(place.code);
  }

  private lookAt([west, south, east, north]: [number, number, number, number]): void {
    const pad = Math.max(north - south, east - west) * 0.4;
    this.view = {
      x: west * this.squeeze - pad,
      y: -north - pad,
      w: (east - west) * this.squeeze + 2 * pad,
      h: north - south + 2 * pad,
    };
    this.apply();
  }

  private drawAreas(): void {
    const villages = this.layer("villages");
    for (const feature of this.areas.villages.features) {
      const path = this.outline(feature.geometry, "--line", 0.6);
      path.dataset.code = String(feature.properties?.code);
      const title = make("title");
      title.textContent = String(feature.properties?.name ?? "");
      path.append(title);
      this.villages.set(path.dataset.code, path);
      villages.append(path);
    }
    const districts = this.layer("districts");
    districts.setAttribute("pointer-events", "none");
    for (const feature of this.areas.districts.features) {
      const path = this.outline(feature.geometry, "--line-strong", 1.3);
      path.setAttribute("fill", "none");
      districts.append(path, this.name(feature));
    }
    this.setFill({});
  }

  private outline(geometry: GeoJSON.Geometry, line: string, width: number): SVGPathElement {
    const path = make("path") as SVGPathElement;
    path.setAttribute("d", this.trace(geometry));
    path.setAttribute("stroke", colour(line));
    path.dataset.line = line;
    path.setAttribute("stroke-width", String(width));
    path.setAttribute("vector-effect", "non-scaling-stroke");
    return path;
  }

  private trace(geometry: GeoJSON.Geometry): string {
    if (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") return "";
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const ring = (points: GeoJSON.Position[]) =>
      `M${points.map(([x, y]) => `${(x! * this.squeeze).toFixed(5)} ${(-y!).toFixed(5)}`).join("L")}Z`;
    return polygons.flat().map(ring).join("");
  }

  private name(feature: GeoJSON.Feature): SVGTextElement {
    const text = make("text") as SVGTextElement;
    text.textContent = String(feature.properties?.name ?? "");
    text.setAttribute("x", String((feature.properties?.lon as number) * this.squeeze));
    text.setAttribute("y", String(-(feature.properties?.lat as number)));
    text.setAttribute("font-size", String(this.view.w / 70));
    text.setAttribute("text-anchor", "middle");
    text.setAttribute("fill", colour("--ink-2"));
    return text;
  }

  private layer(name: string): SVGGElement {
    let group = this.layers.get(name);
    if (!group) {
      group = make("g") as SVGGElement;
      this.layers.set(name, group);
      this.root.append(group);
    }
    return group;
  }

  private apply(): void {
    const { x, y, w, h } = this.view;
    this.root.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
  }

  private zoom(factor: number): void {
    const { x, y, w, h } = this.view;
    this.view = { x: x + (w * (1 - factor)) / 2, y: y + (h * (1 - factor)) / 2, w: w * factor, h: h * factor };
    this.apply();
  }

  private move(dx: number, dy: number): void {
    this.view = { ...this.view, x: this.view.x + dx * this.view.w, y: this.view.y + dy * this.view.h };
    this.apply();
  }

  private mark(code: string): void {
    for (const [name, path] of this.villages) path.setAttribute("stroke-width", name === code ? "3" : "0.6");
  }

  private listen(): void {
    const keys: Record<string, () => void> = {
      "+": () => this.zoom(0.8),
      "-": () => this.zoom(1.25),
      ArrowLeft: () => this.move(-0.1, 0),
      ArrowRight: () => this.move(0.1, 0),
      ArrowUp: () => this.move(0, -0.1),
      ArrowDown: () => this.move(0, 0.1),
    };
    this.root.addEventListener("keydown", (event) => {
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    this.root.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2);
    });
    let from: { x: number; y: number } | undefined;
    let moved = false;
    this.root.addEventListener("pointerdown", (event) => {
      from = { x: event.clientX, y: event.clientY };
      moved = false;
    });
    this.root.addEventListener("pointermove", (event) => {
      if (!from) return;
      const dx = event.clientX - from.x;
      const dy = event.clientY - from.y;
      if (!moved && Math.hypot(dx, dy) < 5) return;
      moved = true;
      const box = this.root.getBoundingClientRect();
      this.move(-dx / box.width, -dy / box.height);
      from = { x: event.clientX, y: event.clientY };
    });
    addEventListener("pointerup", () => (from = undefined));
    this.root.addEventListener("click", (event) => {
      if (!moved) this.pick(event.target as Element);
    });
  }

  private pick(target: Element): void {
    const point = target.closest<SVGGElement>("g[data-id]");
    const area = target.closest<SVGPathElement>("path[data-code]");
    const found: Pick | undefined = point
      ? { kind: "point", layer: point.dataset.layer ?? "", id: point.dataset.id ?? "" }
      : area
        ? { kind: "area", layer: "villages", id: area.dataset.code ?? "" }
        : undefined;
    if (!found) return;
    if (found.kind === "area") this.mark(found.id);
    for (const listener of this.listeners) listener(found);
  }

  private repaint(): void {
    for (const path of this.root.querySelectorAll<SVGPathElement>("path[data-line]")) {
      path.setAttribute("stroke", colour(path.dataset.line ?? "--line"));
    }
    for (const text of this.root.querySelectorAll("text")) text.setAttribute("fill", colour("--ink-2"));
    this.setFill(this.levels);
    for (const [layer, { points, styles }] of this.drawn) this.setPoints(layer, points, styles);
  }
}

function make(name: string): SVGElement {
  return document.createElementNS(SVG, name) as SVGElement;
}
