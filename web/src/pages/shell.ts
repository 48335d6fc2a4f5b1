// On every page: the theme button, the operation's clock, and the live connection's sign.
import { startClock } from "../clock";
import { followLive } from "../live";

const root = document.documentElement;
const stored = localStorage.getItem("kondusif-theme");
if (stored === "light" || stored === "dark") root.dataset.theme = stored;

document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("kondusif-theme", root.dataset.theme);
  document.dispatchEvent(new CustomEvent("kondusif:theme"));
});

startClock();
followLive();
