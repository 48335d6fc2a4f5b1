// The map by MapLibre GL. No tiles and no glyph server: our own areas, labels drawn from the page's font.
import {
  type GeoJSONSource,
  type LngLatBoundsLike,
  Map as LibreMap,
  NavigationControl,
  setWorkerUrl,
  type StyleSpecification,
  type SymbolLayerSpecification,
} from "maplibre-gl";
import { type Areas, boxOf, colour, type Line, type MapView, onTheme, type Pick, type Points, type PointStyle } from "./map";
import { pixels } from "./shapes";

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

export async function openWebGL(element: HTMLElement, areas: Areas): Promise<MapView> {
  const built = new URL(".", import.meta.url);
  setWorkerUrl(new URL("maplibre-gl-worker.mjs", built).href);
  await styleSheet(new URL("map.css", built).href);
  await document.fonts.load('14px "Inter Variable"').catch(() => undefined);
  const map = new LibreMap({
    container: element,
    style: style(areas),
    bounds: areas.bounds as LngLatBoundsLike,
    fitBoundsOptions: { padding: 24 },
    attributionControl: false,
    maxZoom: 17,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await new Promise<void>((resolve, reject) => {
    map.once("load", () => resolve());
    map.once("error", (event) => reject(event.error));
  });
  return new WebGLView(map, areas);
}

class WebGLView implements MapView {
  readonly renderer = "webgl" as const;
  private readonly styles = new globalThis.Map<string, PointStyle[]>();
  private listeners: ((pick: Pick) => void)[] = [];
  private levels: Record<string, number> = {};

  constructor(
    private readonly map: LibreMap,
    private readonly areas: Areas,
  ) {
    map.on("click", (event) => this.pickAt(event.point));
    onTheme(() => this.repaint());
  }

  setPoints(layer: string, points: Points, styles: PointStyle[]): void {
    this.styles.set(layer, styles);
    this.drawMarks(layer, styles);
    const features: GeoJSON.Feature[] = points.ids.map((id, i) => ({
      type: "Feature",
      properties: { id, style: points.style[i] },
      geometry: { type: "Point", coordinates: [points.lon[i]!, points.lat[i]!] },
    }));
    this.source(layer, { type: "FeatureCollection", features }, () => {
      const marks: SymbolLayerSpecification = {
        id: layer,
        type: "symbol",
        source: layer,
        layout: {
          "icon-image": ["concat", `${layer}-`, ["to-string", ["get", "style"]]],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.45, 11, 0.75, 14, 1.1],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "symbol-sort-key": ["get", "style"],
        },
      };
      this.map.addLayer(marks, "district-names"); // names stay readable among many marks
    });
  }

  setLines(layer: string, lines: Line[]): void {
    const data: GeoJSON.Feature = {
      type: "Feature",
      properties: {},
      geometry: { type: "MultiLineString", coordinates: lines },
    };
    this.source(layer, { type: "FeatureCollection", features: [data] }, () => {
      this.map.addLayer(
        {
          id: layer,
          type: "line",
          source: layer,
          paint: { "line-color": colour("--accent"), "line-width": 1.2, "line-opacity": 0.7 },
        },
        "district-names",
      );
    });
  }

  setFill(levels: Record<string, number>): void {
    this.levels = levels;
    const villages = {
      ...this.areas.villages,
      features: this.areas.villages.features.map((f) => ({
        ...f,
        properties: { ...f.properties, level: levels[f.properties?.code as string] ?? 0 },
      })),
    };
    (this.map.getSource("villages") as GeoJSONSource).setData(villages);
  }

  onPick(listener: (pick: Pick) => void): void {
    this.listeners.push(listener);
  }

  show(place: { code: string } | { lat: number; lon: number }): void {
    if ("lat" in place) {
      this.map.easeTo({ center: [place.lon, place.lat], zoom: Math.max(this.map.getZoom(), 13) });
      return;
    }
    const all = [...this.areas.villages.features, ...this.areas.districts.features];
    const found = all.find((f) => f.properties?.code === place.code);
    if (!found) return;
    this.map.fitBounds(boxOf(found.geometry) as LngLatBoundsLike, { padding: 48, maxZoom: 13 });
    this.map.setFilter("village-picked", ["==", ["get", "code"], place.code]);
  }

  private pickAt(point: { x: number; y: number }): void {
    const box: [[number, number], [number, number]] = [
      [point.x - 6, point.y - 6],
      [point.x + 6, point.y + 6],
    ];
    const layers = [...this.styles.keys()].filter((name) => this.map.getLayer(name)).reverse();
    for (const layer of layers) {
      const hit = this.map.queryRenderedFeatures(box, { layers: [layer] })[0];
      if (hit) return this.tell({ kind: "point", layer, id: String(hit.properties.id) });
    }
    const area = this.map.queryRenderedFeatures([point.x, point.y], { layers: ["village-fill"] })[0];
    if (area) this.tell({ kind: "area", layer: "villages", id: String(area.properties.code) });
  }

  private tell(pick: Pick): void {
    if (pick.kind === "area") this.map.setFilter("village-picked", ["==", ["get", "code"], pick.id]);
    for (const listener of this.listeners) listener(pick);
  }

  private source(name: string, data: GeoJSON.FeatureCollection, add: () => void): void {
    const known = this.map.getSource(name) as GeoJSONSource | undefined;
    if (known) {
      known.setData(data);
      return;
    }
    this.map.addSource(name, { type: "geojson", data });
    add();
  }

  private drawMarks(layer: string, styles: PointStyle[]): void {
    styles.forEach((mark, index) => {
      const name = `${layer}-${index}`;
      const image = pixels(mark.shape, mark.size, colour(mark.colour), colour("--surface"));
      if (this.map.hasImage(name)) this.map.updateImage(name, image);
      else this.map.addImage(name, image, { pixelRatio: 2 });
    });
  }

  private repaint(): void {
    for (const [layer, styles] of this.styles) this.drawMarks(layer, styles);
    for (const [layer, property, value] of paints()) {
      if (this.map.getLayer(layer)) this.map.setPaintProperty(layer, property as never, value as never);
    }
    this.setFill(this.levels);
  }
}

function fillColour(): unknown[] {
  return ["interpolate", ["linear"], ["coalesce", ["get", "level"], 0], 0, colour("--surface"), 4, colour("--accent")];
}

function paints(): [string, string, unknown][] {
  return [
    ["ground", "background-color", colour("--ground")],
    ["village-fill", "fill-color", fillColour()],
    ["village-line", "line-color", colour("--line")],
    ["village-picked", "line-color", colour("--accent")],
    ["district-line", "line-color", colour("--line-strong")],
    ["district-names", "text-color", colour("--ink-2")],
    ["district-names", "text-halo-color", colour("--surface")],
    ["village-names", "text-color", colour("--ink-3")],
    ["village-names", "text-halo-color", colour("--surface")],
  ];
}

function style(areas: Areas): StyleSpecification {
  const names = (source: string, id: string, size: number, minzoom: number, maxzoom: number) => ({
    id,
    type: "symbol" as const,
    source,
    minzoom,
    maxzoom,
    layout: {
      "text-field": ["get", "name"] as never,
      "text-font": ["Inter Variable"],
      "text-size": size,
    },
    paint: {
      "text-color": colour("--ink-2"),
      "text-halo-color": colour("--surface"),
      "text-halo-width": 1.4,
    },
  });
  return {
    version: 8,
    sources: {
      villages: { type: "geojson", data: areas.villages },
      districts: { type: "geojson", data: areas.districts },
      "village-labels": { type: "geojson", data: labels(areas.villages) },
      "district-labels": { type: "geojson", data: labels(areas.districts) },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--ground") } },
      { id: "village-fill", type: "fill", source: "villages", paint: { "fill-color": fillColour() as never } },
      { id: "village-line", type: "line", source: "villages", paint: { "line-color": colour("--line"), "line-width": 0.6 } },
      { id: "district-line", type: "line", source: "districts", paint: { "line-color": colour("--line-strong"), "line-width": 1.2 } },
      {
        id: "village-picked",
        type: "line",
        source: "villages",
        filter: ["==", ["get", "code"], ""],
        paint: { "line-color": colour("--accent"), "line-width": 3 },
      },
      names("district-labels", "district-names", 12, 8, 11.5),
      names("village-labels", "village-names", 12, 11.5, 22),
    ],
  };
}

function labels(areas: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection {
  if (!areas.features.length) return EMPTY;
  return {
    type: "FeatureCollection",
    features: areas.features.map((f) => ({
      type: "Feature",
      properties: { name: f.properties?.name },
      geometry: { type: "Point", coordinates: [f.properties?.lon, f.properties?.lat] },
    })),
  };
}

function styleSheet(address: string): Promise<void> {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  return new Promise((resolve) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.append(link);
  });
}
