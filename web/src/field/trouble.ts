// Trouble in three taps: what, where, send.
import { byId, h, say } from "./dom";
import type { Me } from "./store";

export interface Trouble {
  kind: string;
  name: string;
  severity: number;
  station: string;
  text: string;
  position?: { lat: number; lon: number };
}

// The kinds that come first: what station guards report most, then what cannot wait.
const FIRST = ["quarrel", "ballots_short", "voter_not_listed", "intimidation", "money_politics", "officer_illness", "sharp_weapon", "other"];

export function drawTrouble(section: HTMLElement, me: Me, send: (trouble: Trouble) => Promise<void>): void {
  section.hidden = false;
  const place = byId("trouble-step");
  const restart = () => what(false);

  const tile = (kind: Me["troubles"][number]) =>
    h("button", { type: "button", class: "tile", click: () => where(kind) }, kind.name);

  function what(all: boolean): void {
    const first = FIRST.map((code) => me.troubles.find((kind) => kind.code === code)).filter((k) => k !== undefined);
    if (!all) {
      place.replaceChildren(
        h("div", { class: "tiles" }, ...first.map(tile)),
        h("p", {}, h("button", { type: "button", class: "quiet", click: () => what(true) }, say("more"))),
      );
      return;
    }
    const groups = Object.entries(me.groups).flatMap(([code, name]) => [
      h("h3", {}, name),
      h("div", { class: "tiles" }, ...me.troubles.filter((kind) => kind.group === code).map(tile)),
    ]);
    place.replaceChildren(...groups, h("p", {}, h("button", { type: "button", class: "quiet", click: restart }, say("back"))));
  }

  function where(kind: Me["troubles"][number]): void {
    if (me.stations.length === 1) return details(kind, me.stations[0]!.code, me.stations[0]!.name);
    const tiles = me.stations.map((station) =>
      h("button", { type: "button", class: "tile", click: () => details(kind, station.code, station.name) }, station.name),
    );
    const code = h("input", { name: "station", placeholder: say("station_code"), autocapitalize: "off", size: "20" }) as HTMLInputElement;
    const typed = h(
      "form",
      { class: "row", submit: (event) => {
        event.preventDefault();
        if (code.value.trim()) details(kind, code.value.trim(), code.value.trim());
      } },
      code,
      h("button", {}, say("station")),
    );
    place.replaceChildren(
      h("p", {}, h("strong", {}, kind.name), " · ", say("where")),
      h("div", { class: "tiles" }, ...tiles),
      typed,
      h("p", {}, h("button", { type: "button", class: "quiet", click: restart }, say("back"))),
    );
    place.querySelector<HTMLElement>(".tile, input")?.focus();
  }

  function details(kind: Me["troubles"][number], station: string, name: string): void {
    const text = h("textarea", { name: "text", rows: "2", maxlength: "2000" }) as HTMLTextAreaElement;
    const severity = h("select", { name: "severity" }, ...Object.entries(me.severities).map(([code, word]) =>
      h("option", { value: code, selected: Number(code) === kind.severity }, `${code} ${word}`),
    )) as HTMLSelectElement;
    const told = h("small", { role: "status" });
    let position: { lat: number; lon: number } | undefined;
    const locate = h("input", { type: "checkbox", change: (event) => {
      position = undefined;
      told.textContent = "";
      if (!(event.target as HTMLInputElement).checked) return;
      told.textContent = say("locating");
      navigator.geolocation?.getCurrentPosition(
        (found) => {
          position = { lat: found.coords.latitude, lon: found.coords.longitude };
          told.textContent = say("located");
        },
        () => (told.textContent = say("no_position")),
        { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
      );
    } }) as HTMLInputElement;
    const button = h("button", { class: "primary wide" }, say("send")) as HTMLButtonElement;
    const form = h(
      "form",
      { class: "stack", submit: (event) => {
        event.preventDefault();
        button.disabled = true;
        const chosen = locate.checked ? position : undefined;
        void send({ kind: kind.code, name: kind.name, severity: Number(severity.value), station, text: text.value.trim(), position: chosen })
          .then(restart)
          .catch(() => (button.disabled = false));
      } },
      h("p", {}, h("strong", {}, kind.name), ` · ${name}`),
      button,
      h("label", { class: "field" }, h("span", {}, say("text")), text),
      h("label", { class: "field" }, h("span", {}, say("severity")), severity),
      h("label", {}, locate, " ", say("position"), " ", told),
      h("p", {}, h("button", { type: "button", class: "quiet", click: restart }, say("back"))),
    );
    place.replaceChildren(form);
    button.focus();
  }

  what(false);
}
