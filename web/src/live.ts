// One event stream per page. The server sends ids only; whoever shows a thing asks for it again.
// Pages listen for "kondusif:event" on document (detail: {topic, ref}) and for "kondusif:reload".
export interface LiveEvent {
  topic: string;
  ref: string;
}

const STALE_AFTER = 12_000; // the server pings every 5 s

export function followLive(): void {
  const sign = document.querySelector<HTMLElement>("[data-live]");
  if (!document.querySelector("[data-follow]") || !("EventSource" in window)) return;
  const words = { live: sign?.dataset.live || "live", stale: sign?.dataset.stale || "stale" };
  let heard = Date.now();
  let source: EventSource | undefined;
  let last = "";
  let wait = 500;

  const show = (state: "live" | "stale") => {
    if (!sign) return;
    sign.hidden = false;
    sign.dataset.state = state;
    sign.textContent = words[state];
  };
  const connect = () => {
    source?.close();
    source = new EventSource(`/events${last ? `?after=${last}` : ""}`);
    source.addEventListener("open", () => {
      heard = Date.now();
      wait = 500;
      show("live");
    });
    source.addEventListener("ping", (event) => {
      heard = Date.now();
      last = (event as MessageEvent).lastEventId || last;
      show("live");
    });
    source.addEventListener("change", (event) => {
      heard = Date.now();
      last = (event as MessageEvent).lastEventId || last;
      const detail = JSON.parse((event as MessageEvent).data) as LiveEvent;
      document.dispatchEvent(new CustomEvent<LiveEvent>("kondusif:event", { detail }));
    });
    source.addEventListener("reload", (event) => {
      last = (event as MessageEvent).lastEventId || last;
      document.dispatchEvent(new CustomEvent("kondusif:reload"));
    });
    source.addEventListener("error", () => {
      source?.close();
      show("stale");
      setTimeout(connect, wait + Math.random() * wait);
      wait = Math.min(wait * 2, 15_000);
    });
  };
  connect();
  setInterval(() => {
    if (Date.now() - heard > STALE_AFTER) show("stale");
  }, 2000);
}
