import { contractFormats } from "@tributary/contract-tools/contract-formats";
import { regexTerm } from "@tributary/event-pattern/language/regex-term";
import type { Term } from "@tributary/event-pattern/language/term";

/** Whether a text has a format; undefined for a format that nobody here knows. */
export function formatCheck(name: string): ((text: string) => boolean) | undefined {
  const format = Object.hasOwn(contractFormats, name) ? contractFormats[name] : undefined;
  if (format === undefined) return undefined;
  return format instanceof RegExp ? text => format.test(text) : format;
}

/** The texts of a format, when it is defined by a regular expression that an automaton is built for. */
export function formatLanguage(name: string): Term | undefined {
  const format = Object.hasOwn(contractFormats, name) ? contractFormats[name] : undefined;
  const isReadable = format instanceof RegExp && !/[^iu]/.test(format.flags);
  return isReadable ? regexTerm(format.source, format.flags) : undefined;
}

/** Texts of formats that no automaton is built for; each is checked again before it is used. */
export const formatSamples: Readonly<Record<string, readonly string[]>> = {
  "date-time": [
    "2026-01-31T00:00:00Z",
    "2026-01-31T12:30:45.123Z",
    "2026-01-31T00:00:00+01:00",
    "2026-01-31t00:00:00z",
    "2026-01-31 00:00:00Z",
  ],
  date: ["2026-01-31", "2024-02-29", "0001-01-01"],
  time: ["00:00:00Z", "12:30:45.123Z", "12:30:45+01:00"],
  duration: ["P1D", "PT1H", "P1W", `P${"1".repeat(63)}D`],
  email: ["a@b.co", "a@b", "'@b.co"],
  hostname: ["a", "a.example", "a."],
  ipv4: ["10.0.0.1"],
  ipv6: ["::1", "::"],
  uri: ["a:b", "https://a.example/b", "urn:a:b", "a:'", "a:!/%00"],
  url: ["https://a.example/b", "https://a.example/é'", "ftp://a.example"],
  "uri-reference": ["", "a", "/a", "'", "/%00"],
  "uri-template": ["", "a", "é", "{a}"],
  iri: ["a:b"],
  uuid: ["00000000-0000-0000-0000-000000000000", "urn:uuid:00000000-0000-0000-0000-000000000000"],
  "json-pointer": ["", "/a", "/é'"],
  "json-pointer-uri-fragment": ["#", "#/a", "#/'"],
  "relative-json-pointer": ["0", "0#", "0/é'"],
  regex: ["a", ""],
};
