import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCron } from "./cron-expression.ts";

const at = (text: string) => Date.parse(`${text}:00Z`);
const DAY = 86_400_000;

function times(fields: string, after: string, count: number): string[] {
  const next = readCron(fields);
  const found: string[] = [];
  for (let time = next?.(at(after)); time !== undefined && found.length < count; time = next?.(time))
    found.push(new Date(time).toISOString().slice(0, 16));
  return found;
}

describe("a cron expression", () => {
  // The examples of AWS's page, and each wildcard of its table.
  it.each([
    ["0 10 * * ? *", ["2026-11-28T10:00", "2026-11-29T10:00"]],
    ["15 12 * * ? *", ["2026-11-27T12:15", "2026-11-28T12:15"]],
    ["0 18 ? * MON-FRI *", ["2026-11-27T18:00", "2026-11-30T18:00"]],
    ["0 8 1 * ? *", ["2026-12-01T08:00", "2027-01-01T08:00"]],
    ["0/15 * * * ? *", ["2026-11-27T10:30", "2026-11-27T10:45"]],
    ["0/5 8-17 ? * MON-FRI *", ["2026-11-27T10:25", "2026-11-27T10:30"]],
    ["0/30 20-2 ? * MON-FRI *", ["2026-11-27T20:00", "2026-11-27T20:30"]],
    ["0 0 ? * FRI-MON *", ["2026-11-28T00:00", "2026-11-29T00:00"]],
    ["15 10 ? * 6L 2026-2027", ["2026-12-25T10:15", "2027-01-29T10:15"]],
    ["0 10 L * ? *", ["2026-11-30T10:00", "2026-12-31T10:00"]],
    ["0 10 LW 1 ? *", ["2027-01-29T10:00", "2028-01-31T10:00"]],
    ["0 10 ? * L *", ["2026-11-28T10:00", "2026-12-05T10:00"]],
    ["0 10 3W * ? *", ["2026-12-03T10:00", "2027-01-04T10:00"]],
    ["0 10 1W * ? *", ["2026-12-01T10:00", "2027-01-01T10:00"]],
    ["0 10 ? * 3#2 *", ["2026-12-08T10:00", "2027-01-12T10:00"]],
    ["0 10 ? * tue#5 *", ["2026-12-29T10:00", "2027-03-30T10:00"]],
    ["0 0 1,15 FEB,JUL ? *", ["2027-02-01T00:00", "2027-02-15T00:00"]],
    ["0 0 29 2 ? *", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["0 0 1 1 ? 2026/3", ["2029-01-01T00:00", "2032-01-01T00:00"]],
    ["59/90 23 ? 1/6 1 *", ["2027-01-03T23:59", "2027-01-10T23:59"]],
    ["0 0 30 2 ? *", []],
    ["0 0 1 1 ? 2020", []],
  ])("%s", (fields, expected) => {
    expect(times(fields, "2026-11-27T10:20", 2)).toEqual(expected);
  });

  it.each([
    "0 10 * * * *",
    "0 10 ? * ? *",
    "0 10 1 * 2 *",
    "0 10 * * ?",
    "0 0 10 * * ? *",
    "60 10 * * ? *",
    "0 24 * * ? *",
    "0 10 0 * ? *",
    "0 10 32 * ? *",
    "0 10 32W * ? *",
    "0 10 L-3 * ? *",
    "0 10 * 13 ? *",
    "0 10 * JAN-FOO ? *",
    "0 10 ? * 0 *",
    "0 10 ? * 8 *",
    "0 10 ? * 2/2 *",
    "0 10 ? * 2#6 *",
    "0 10 ? * 3#1,6#3 *",
    "0 10 * * ? 2030-2026",
    "0 10 * * ? 1969",
    "0 10 * * ? 2200",
    "? 10 * * ? *",
    "L 10 * * ? *",
    "0/0 10 * * ? *",
    "0 10, * * ? *",
    "*-5 10 * * ? *",
    "a 10 * * ? *",
    "",
  ])("is refused as AWS documents: %s", fields => {
    expect(readCron(fields)).toBeUndefined();
  });
});

/** A field's text, and which values it names. */
interface Sample {
  readonly text: string;
  readonly has: (value: number) => boolean;
}

function list(first: number, last: number, steps: boolean, wraps = true): fc.Arbitrary<Sample> {
  const value = fc.integer({ min: first, max: last });
  const range = fc.tuple(value, value).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const single = value.map((one): Sample => ({ text: String(one), has: other => other === one }));
  const span = range.map(([a, b]): Sample => ({ text: `${a}-${b}`, has: other => other >= a && other <= b }));
  const size = last - first + 1;
  const over = fc.tuple(range, fc.integer({ min: 1, max: 5 })).map(([[a, b], step]): Sample => {
    const text = `${b}-${a}${step > 1 && steps ? `/${step}` : ""}`;
    const each = steps ? step : 1;
    return {
      text,
      has: other =>
        (a === b || other <= a || other >= b) && (a !== b || other === a) && ((other - b + size) % size) % each === 0,
    };
  });
  const stepped = fc.tuple(range, fc.integer({ min: 1, max: 20 }), fc.boolean()).map(
    ([[a, b], step, open]): Sample => ({
      text: `${open ? a : `${a}-${b}`}/${step}`,
      has: other => other >= a && (open || other <= b) && (other - a) % step === 0,
    }),
  );
  const every = fc.constant<Sample>({ text: "*", has: () => true });
  const element = fc.oneof(single, span, ...(steps ? [stepped] : []), ...(wraps ? [over] : []));
  const several = fc.array(element, { minLength: 1, maxLength: 3 }).map(
    (elements): Sample => ({
      text: elements.map(({ text }) => text).join(","),
      has: other => elements.some(({ has }) => has(other)),
    }),
  );
  return fc.oneof(every, several);
}

/** Whether a date is one of a field of days. */
type DayField = { readonly text: string; readonly is: (date: Date) => boolean };

const lastOf = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
const isWeekday = (date: Date, day: number) =>
  ![0, 6].includes(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay());
const nearest = (date: Date, day: number) =>
  [day, day - 1, day + 1, day - 2, day + 2].find(near => near >= 1 && near <= lastOf(date) && isWeekday(date, near));

const dayOfMonth: fc.Arbitrary<DayField> = fc.oneof(
  list(1, 31, true).map(({ text, has }) => ({ text, is: (date: Date) => has(date.getUTCDate()) })),
  fc.constant({ text: "L", is: (date: Date) => date.getUTCDate() === lastOf(date) }),
  fc.integer({ min: 1, max: 28 }).map(day => ({
    text: `${day}W`,
    is: (date: Date) => date.getUTCDate() === nearest(date, day),
  })),
);
const weekday: fc.Arbitrary<DayField> = fc.oneof(
  list(1, 7, false).map(({ text, has }) => ({ text, is: (date: Date) => has(date.getUTCDay() + 1) })),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([day, nth]) => ({
    text: `${day}#${nth}`,
    is: (date: Date) => date.getUTCDay() + 1 === day && Math.ceil(date.getUTCDate() / 7) === nth,
  })),
  fc.integer({ min: 1, max: 7 }).map(day => ({
    text: `${day}L`,
    is: (date: Date) => date.getUTCDay() + 1 === day && date.getUTCDate() + 7 > lastOf(date),
  })),
);
const days = fc.oneof(
  dayOfMonth.map(({ text, is }) => ({ day: text, weekday: "?", is })),
  weekday.map(({ text, is }) => ({ day: "?", weekday: text, is })),
);

it("the next time is the first minute after that each field names", () => {
  const horizon = 800;
  fc.assert(
    fc.property(
      ...[list(0, 59, true), list(0, 23, true), days, list(1, 12, true), list(2020, 2031, true, false)],
      fc.integer({ min: at("2024-01-01T00:00") / 60_000, max: at("2028-12-31T00:00") / 60_000 }),
      (minute, hour, day, month, year, start) => {
        const after = start * 60_000;
        const named = (time: number) => {
          const date = new Date(time);
          return day.is(date) && month.has(date.getUTCMonth() + 1) && year.has(date.getUTCFullYear());
        };
        const first = Math.floor(after / DAY) * DAY;
        let expected: number | undefined;
        for (let date = first; expected === undefined && date < first + horizon * DAY; date += DAY) {
          if (!named(date)) continue;
          for (let of = 0; of < 1440 && expected === undefined; of++)
            if (date + of * 60_000 > after && hour.has(Math.floor(of / 60)) && minute.has(of % 60))
              expected = date + of * 60_000;
        }
        const fields = [minute.text, hour.text, day.day, month.text, day.weekday, year.text].join(" ");
        const next = readCron(fields)?.(after);
        expect({ fields, next: next !== undefined && next < first + horizon * DAY ? next : undefined }).toEqual({
          fields,
          next: expected,
        });
      },
    ),
    { numRuns: 300 },
  );
});
