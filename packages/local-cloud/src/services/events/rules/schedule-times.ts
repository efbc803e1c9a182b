import { validation } from "../events-errors.ts";
import { readCron } from "./cron-expression.ts";

/** Notified when a schedule was put, enabled or disabled. */
export const SCHEDULES_SIGNAL = "events:schedules";

/** When a schedule's events are due, in epoch milliseconds. */
export interface ScheduleTimes {
  /** The first time of a rule put at `now`. */
  first(now: number): number | undefined;
  /** The first time after `now` of one that was due at `due`. */
  after(due: number, now: number): number | undefined;
}

const UNITS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads `rate(5 minutes)` or `cron(0 10 ? * MON-FRI *)`; `ValidationException` for all else.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function scheduleTimes(expression: string): ScheduleTimes {
  const times = timesOfCron(expression) ?? timesOfRate(expression);
  if (!times) throw validation("Parameter ScheduleExpression is not valid.");
  return times;
}

function timesOfCron(expression: string): ScheduleTimes | undefined {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1];
  const next = fields === undefined ? undefined : readCron(fields);
  return next && { first: next, after: (_due, now) => next(now) };
}

function timesOfRate(expression: string): ScheduleTimes | undefined {
  const found = /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/.exec(expression);
  const [, count, unit, plural] = found ?? [];
  if (unit === undefined || (Number(count) === 1) !== (plural === "")) return undefined;
  const period = Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  return {
    first: now => now + period,
    after: (due, now) => due + period * (Math.floor((now - due) / period) + 1),
  };
}
