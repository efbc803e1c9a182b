import { Cron } from "croner";

/** The next time of a cron expression after another time, both in epoch milliseconds; undefined when there is none. */
export type NextTime = (after: number) => number | undefined;

interface Field {
  readonly first: number;
  readonly last: number;
  /** Names of values, the first of them for `first`. */
  readonly names?: readonly string[];
  /** Whether AWS's table of wildcards lists `/` for it. */
  readonly steps: boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTES = { first: 0, last: 59, steps: true };
const HOURS = { first: 0, last: 23, steps: true };
const DAYS = { first: 1, last: 31, steps: true };
const MONTH = { first: 1, last: 12, names: MONTHS, steps: true };
const DAYS_OF_WEEK = { first: 1, last: 7, names: WEEKDAYS, steps: false };
const YEARS = { first: 1970, last: 2199, steps: true };

/**
 * Reads the six fields of AWS's cron expressions, in UTC: minutes, hours, day of month, month, day of week (1 is Sunday),
 * year. Undefined when AWS would refuse them: exactly one of the two days is `?`, and only documented wildcards count.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function readCron(fields: string): NextTime | undefined {
  const [minutes, hours, day, month, weekday, year, ...more] = fields.trim().split(/\s+/);
  if (year === undefined || more.length > 0 || (day === "?") === (weekday === "?")) return undefined;
  const pattern = [
    listOf(minutes, MINUTES),
    listOf(hours, HOURS),
    day === "?" ? "*" : listOf(day, DAYS, dayOfMonth),
    listOf(month, MONTH),
    weekday === "?" ? "*" : (nthWeekday(weekday) ?? listOf(weekday, DAYS_OF_WEEK, lastWeekday, value => value - 1)),
    listOf(year, YEARS),
  ];
  if (pattern.includes(undefined)) return undefined;
  const cron = new Cron(`0 ${pattern.join(" ")}`, { mode: "7-part", paused: true, utcOffset: 0 });
  return after => cron.nextRun(new Date(after))?.getTime();
}

/** A field in croner's dialect, where steps need an end; `special` reads what only this field has. */
function listOf(
  text = "",
  field: Field,
  special: (element: string) => string | undefined = () => undefined,
  shift = (value: number) => value,
): string | undefined {
  const elements = text
    .toUpperCase()
    .split(",")
    .map(element => special(element) ?? elementOf(element, field, shift));
  return elements.includes(undefined) ? undefined : elements.join(",");
}

function elementOf(element: string, field: Field, shift: (value: number) => number): string | undefined {
  const [, from = "", to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,4}))?$/.exec(element) ?? [];
  if (step !== undefined && (!field.steps || Number(step) < 1)) return undefined;
  if (from === "*" && to !== undefined) return undefined;
  if (from === "*" && step === undefined) return "*";
  const first = from === "*" ? field.first : numberIn(from, field);
  const last = to !== undefined ? numberIn(to, field) : step === undefined ? first : field.last;
  if (first === undefined || last === undefined) return undefined;
  if (last < first)
    return field === YEARS
      ? undefined
      : wrapped(first, last, Number(step ?? 1), field)
          .map(shift)
          .join();
  // A step beyond the range leaves its first value alone.
  if (last === first || Number(step) > last - first) return String(shift(first));
  return `${shift(first)}-${shift(last)}${step === undefined ? "" : `/${Number(step)}`}`;
}

/** The values of a range over the end of its field: `20-2` is 20 to 23, and 0 to 2. */
function wrapped(from: number, to: number, step: number, { first, last }: Field): number[] {
  const size = last - first + 1;
  const count = Math.floor((to + size - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => first + ((from - first + index * step) % size)).sort(
    (a, b) => a - b,
  );
}

function numberIn(text: string, { first, last, names = [] }: Field): number | undefined {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + first : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= first && value <= last ? value : undefined;
}

/** `L`, the last day of the month; `LW`, its last weekday; `3W`, the weekday nearest to the third, in the same month. */
function dayOfMonth(element: string): string | undefined {
  if (element === "L" || element === "LW") return element;
  const day = /^(\d{1,2})W$/.exec(element)?.[1];
  return day !== undefined && numberIn(day, DAYS) !== undefined ? `${Number(day)}W` : undefined;
}

/** `L`, the last day of the week; `6L`, the month's last Friday. */
function lastWeekday(element: string): string | undefined {
  if (element === "L") return "6";
  const day = numberIn(/^(\w+)L$/.exec(element)?.[1] ?? "", DAYS_OF_WEEK);
  return day === undefined ? undefined : `${day - 1}#L`;
}

/** `3#2`, the second Tuesday of the month; it stands alone in its field. */
function nthWeekday(field = ""): string | undefined {
  const [, name = "", nth] = /^(\w+)#([1-5])$/.exec(field.toUpperCase()) ?? [];
  const day = numberIn(name, DAYS_OF_WEEK);
  return day === undefined ? undefined : `${day - 1}#${nth}`;
}
