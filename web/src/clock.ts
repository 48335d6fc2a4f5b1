// The operation's clock ticks between pages; its speed is simulated seconds per real second.
export function startClock(): void {
  const shown = document.querySelector<HTMLTimeElement>("time[data-clock]");
  if (!shown) return;
  const text = shown.dateTime;
  const offset = text.match(/([+-])(\d\d):(\d\d)$/);
  const shift = offset ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  const anchor = Date.parse(text);
  const started = performance.now();
  const speed = Number(shown.dataset.speed ?? "1") || 1;
  const tick = () => {
    const at = new Date(anchor + (performance.now() - started) * speed + shift * 60_000);
    shown.textContent = at.toISOString().slice(11, 16);
  };
  tick();
  setInterval(tick, 1000);
}
