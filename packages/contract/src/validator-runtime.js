// What generated validators call. Plain JavaScript: the modules that import it must load in a few milliseconds.

import { judge } from "./judge.js";

export { isMultiple } from "./is-multiple.js";
export { codePoints, equal } from "./judge.js";

const dateTime =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[tT\s](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d)(?::?(\d\d))?)$/;
const fullDate = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const fullTime = /^(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[zZ]|([+-])(\d\d)(?::?(\d\d))?)$/;

const pair = (text, at) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/** Shape and days up to 31 are checked; what is left is the length of the month. */
function isDay(text) {
  const day = pair(text, 8);
  if (day < 29) return true;
  const month = pair(text, 5);
  if (month !== 2) return day < 31 || (month !== 4 && month !== 6 && month !== 9 && month !== 11);
  const year = pair(text, 0) * 100 + pair(text, 2);
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** RFC 3339 partial-time and offset; second 60 only where it is 23:59 in UTC. */
function isTime(hour, minute, second, sign, offsetHour = 0, offsetMinute = 0) {
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false;
  if (second <= 59) return true;
  if (second !== 60) return false;
  const direction = sign === "-" ? -1 : 1;
  const utcMinute = minute - offsetMinute * direction;
  const utcHour = hour - offsetHour * direction - (utcMinute < 0 ? 1 : 0);
  return (utcHour === 23 || utcHour === -1) && (utcMinute === 59 || utcMinute === -1);
}

/** Two digits as a number, or one that is larger than any part of a date. */
function digits(text, at) {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1000;
}

/** What `toISOString` writes, with or without milliseconds; nearly every instant on the bus looks like that. */
function isUsualInstant(text) {
  const { length } = text;
  if (length !== 24 && length !== 20) return false;
  if (text.charCodeAt(length - 1) !== 90 || text.charCodeAt(10) !== 84) return false;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  if (length === 24) {
    const last = text.charCodeAt(22) - 48;
    if (text.charCodeAt(19) !== 46 || digits(text, 20) > 99 || !(last >= 0 && last <= 9)) return false;
  }
  const month = digits(text, 5);
  const day = digits(text, 8);
  if (digits(text, 0) > 99 || digits(text, 2) > 99 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  return digits(text, 11) <= 23 && digits(text, 14) <= 59 && digits(text, 17) <= 59 && isDay(text);
}

function isDateTime(text) {
  if (isUsualInstant(text)) return true;
  const match = dateTime.exec(text);
  if (match === null || !isDay(text)) return false;
  const [, , , , hour, minute, second, sign, offsetHour, offsetMinute] = match;
  return isTime(+hour, +minute, +second, sign, offsetHour && +offsetHour, offsetMinute && +offsetMinute);
}

function isFullTime(text) {
  const match = fullTime.exec(text);
  if (match === null) return false;
  const [, hour, minute, second, sign, offsetHour, offsetMinute] = match;
  return isTime(+hour, +minute, +second, sign, offsetHour && +offsetHour, offsetMinute && +offsetMinute);
}

export const formats = {
  "date-time": isDateTime,
  date: text => fullDate.test(text) && isDay(text),
  time: isFullTime,
};

/** A pathological value must not cost a pathological report. */
const mostViolations = 100;

/** The strict and the tolerant validator of a contract, from its definitions and the function that decides by them. */
export function validators(definitions, root, decide, patterns = {}) {
  const explain = once(() => judge(definitions, { ...patterns, ...formats }).explain(root, mostViolations));
  const validate = closed => value =>
    decide(value, closed) ? { valid: true, value } : { valid: false, violations: explain()(value, closed) };
  return { strict: validate(true), tolerant: validate(false) };
}

/** A function that says everything that is wrong with a value, strictly, and exactly where: for the value's owner alone. */
export function explainer(definitions, root, patterns = {}) {
  const explain = once(() => judge(definitions, { ...patterns, ...formats }).explain(root, mostViolations, true));
  return value => explain()(value, true);
}

/** A function that makes the test of a definition, for those that have no function of their own. */
export function tests(definitions, patterns = {}) {
  const made = once(() => judge(definitions, { ...patterns, ...formats }));
  return name => {
    let test;
    return (value, closed) => {
      test ??= made().test(name);
      return test(value, closed);
    };
  };
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an object has no fields but known ones, so many of which are defined. */
export function hasOnly(value, defined, known) {
  let count = 0;
  for (const _name in value) count++;
  return count === defined || hasNoOther(value, known);
}

/** A known field may be there and undefined; then counting does not tell. */
function hasNoOther(value, known) {
  for (const name in value) if (!known.has(name)) return false;
  return true;
}

/** Whether all fields but the known ones pass a test. */
export function everyOther(value, known, test) {
  for (const name in value) if (!known.has(name) && !test(value[name])) return false;
  return true;
}

/** Makes a thing when it is first needed, and keeps it. */
export function once(make) {
  let made;
  return () => (made ??= make());
}

/** The classified fields as a tree: `fields` by name, `each` for any item of an array or value of a map. */
function fieldTree(classification) {
  const root = { fields: new Map() };
  for (const { pointer, class: of, pattern } of classification) {
    let node = root;
    for (const segment of pointer.split("/").slice(1)) {
      const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
      if (name === "*") node = node.each ??= { fields: new Map() };
      else {
        if (!node.fields.has(name)) node.fields.set(name, { fields: new Map() });
        node = node.fields.get(name);
      }
    }
    node.class = of;
    if (pattern !== undefined) node.pattern = new RegExp(pattern, "u");
  }
  return root;
}

/** Only what is known to be harmless is shown; the names of a map's keys may be a patient's too. */
function redacted(value, node) {
  if (Array.isArray(value)) return node.each ? value.map(item => redacted(item, node.each)) : shown(value, node);
  if (typeof value !== "object" || value === null) return shown(value, node);
  if (node.fields.size === 0) {
    return node.each ? Object.values(value).map(item => redacted(item, node.each)) : shown(value, node);
  }
  const entries = [...node.fields].filter(([name]) => Object.hasOwn(value, name));
  return Object.fromEntries(entries.map(([name, inner]) => [name, redacted(value[name], inner)]));
}

function shown(value, node) {
  const plain = typeof value !== "object" || value === null;
  if (node.class === "none" && node.pattern !== undefined)
    return typeof value === "string" && node.pattern.test(value) ? value : "[malformed]";
  if (node.class === "none") return plain ? value : "[none]";
  return `[${node.class ?? "unclassified"}]`;
}

/** A function that copies a detail as it may be logged: fields of class `none` as they are, others as their class alone. */
export function redactor(classification) {
  const tree = once(() => fieldTree(classification));
  return value => redacted(value, tree());
}
