// Building pages from what may be anybody's text: always as text, never as markup.
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

export function h(name: string, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export const byId = (id: string) => document.getElementById(id)!;

const words = JSON.parse(byId("words").textContent ?? "{}") as Record<string, string>;
export const say = (key: string, value?: string | number) => (words[key] ?? key).replace("%s", String(value ?? ""));
