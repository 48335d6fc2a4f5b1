// "All my stations are calm, except ...": one tap for up to 24 stations.
import { h, say } from "./dom";
import type { Me } from "./store";

export interface Told {
  kind: string;
  name: string;
  stations: { code: string; name: string }[];
  how: string;
}

const HOW = ["seen", "linmas", "phone"];

export function drawCalm(place: HTMLElement, me: Me, send: (told: Told) => Promise<void>): void {
  place.hidden = !me.stations.length;
  const choices = [me.calm, ...me.steps];
  const present = me.steps.find((step) => step.code === me.stage) ?? me.calm;
  const kind = h("select", { name: "kind", "aria-label": say("all_calm") }, ...choices.map((choice) =>
    h("option", { value: choice.code, selected: choice.code === present.code }, choice.name),
  )) as HTMLSelectElement;
  const how = h("select", { name: "how" }, ...HOW.map((code) => h("option", { value: code }, say(code)))) as HTMLSelectElement;
  const boxes = me.stations.map((station) =>
    h("input", { type: "checkbox", value: station.code, checked: true }) as HTMLInputElement,
  );
  const button = h("button", { type: "submit", class: "primary wide" });
  const ticked = () => me.stations.filter((_, i) => boxes[i]!.checked);
  const label = () => {
    button.textContent = ticked().length ? say("send_count", ticked().length) : say("pick_one");
    (button as HTMLButtonElement).disabled = !ticked().length;
  };
  const grid = h("div", { class: "station-grid" }, ...me.stations.map((station, i) =>
    h("label", { title: station.name }, boxes[i]!, h("span", {}, String(station.number).padStart(3, "0"))),
  ));
  const form = h(
    "form",
    { change: label, submit: (event) => {
      event.preventDefault();
      const choice = choices.find((c) => c.code === kind.value)!;
      void send({ kind: choice.code, name: choice.name, stations: ticked(), how: how.value });
    } },
    kind,
    h("p", { class: "small" }, say("except")),
    grid,
    h("label", { class: "field" }, h("span", {}, say("how")), how),
    button,
  );
  place.replaceChildren(h("h2", {}, say("all_calm", me.stations.length)), form);
  label();
}
