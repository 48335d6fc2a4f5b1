// When something happened: the phone's own time, or in a simulation the operation's time as last told.
import type { Me } from "./store";

export function operationNow(me: Me): Date {
  if (!me.clock.simulated) return new Date();
  return new Date(Date.parse(me.clock.shown) + (Date.now() - me.read) * me.clock.speed);
}

/** RFC 3339 with the operation's offset, as the API wants it. */
export function stamp(moment: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(moment);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "00";
  const local = `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}`;
  const minutes = Math.round((Date.parse(`${local}Z`) - moment.getTime()) / 60_000);
  const sign = minutes < 0 ? "-" : "+";
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  return `${local}${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

export function clockText(moment: Date, zone: string): string {
  return stamp(moment, zone).slice(11, 16);
}
