import { openMap } from "../map/map";

const element = document.querySelector<HTMLElement>("[data-map]");
if (element) void openMap(element);
