/** Milliseconds since the epoch, the end not included. */
export interface TimeRange {
  readonly low: number;
  readonly high: number;
}

/** Before and after everything; SQLite's integers and JavaScript's both hold them. */
const EVER = 8_640_000_000_000_000;
const FORM = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** The time that a FHIR date, dateTime or instant stands for, as wide as it is precise; UTC without a zone. Undefined when it is none. */
export function timeRange(text: string): TimeRange | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = FORM.exec(text) ?? [];
  if (!year || year === "0000") return undefined;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 60) return undefined; // 60: a leap second.
  const offset = zone && zone !== "Z" ? zoneOffset(zone) : 0;
  if (offset === undefined) return undefined;
  const parts = [
    Number(year),
    Number(month ?? 1) - 1,
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
  ] as const;
  const milliseconds = fraction ? Number(fraction.slice(0, 3).padEnd(3, "0")) : 0;
  const start = new Date(0);
  start.setUTCFullYear(parts[0], parts[1], parts[2]);
  if (start.getUTCMonth() !== parts[1]) return undefined; // 2026-02-31
  start.setUTCHours(parts[3], parts[4], Number(second ?? 0), milliseconds);
  const end = new Date(start);
  if (fraction) end.setUTCMilliseconds(milliseconds + 10 ** Math.max(0, 3 - fraction.length));
  else if (second) end.setUTCSeconds(end.getUTCSeconds() + 1);
  else if (hour) end.setUTCMinutes(end.getUTCMinutes() + 1);
  else if (day) end.setUTCDate(end.getUTCDate() + 1);
  else if (month) end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return { low: start.getTime() - offset, high: end.getTime() - offset };
}

/** The time of a Period; open ends reach as far as time does. */
export function periodRange(start: unknown, end: unknown): TimeRange | undefined {
  const from = typeof start === "string" ? timeRange(start) : undefined;
  const to = typeof end === "string" ? timeRange(end) : undefined;
  if (!from && !to) return undefined;
  return { low: from?.low ?? -EVER, high: to?.high ?? EVER };
}

/** Milliseconds; undefined beyond the 14 hours that zones have, as FHIR's pattern of dateTime says. */
function zoneOffset(zone: string): number | undefined {
  const [hours, minutes] = zone.slice(1).split(":").map(Number) as [number, number];
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The time in a query, where the plus of a zone may have been taken for a space. */
export function timeOfQuery(text: string): TimeRange | undefined {
  return timeRange(text.replace(/ (?=\d\d:\d\d$)/, "+"));
}
