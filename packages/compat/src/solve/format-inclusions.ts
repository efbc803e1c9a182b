/** What has one of these formats has the other too, as far as no automaton shows it: shown for our validators by the test. */
const reference = ["uri", "hostname", "ipv4", "ipv6", "uuid", "duration", "date", "time", "json-pointer-uri-fragment"];
// No duration: of more than 63 digits it is longer than a label may be.
const hostname = ["ipv4", "date"];

const included: Readonly<Record<string, readonly string[]>> = {
  "uri-reference": reference,
  "uri-template": ["hostname", "ipv4", "ipv6", "uuid", "duration", "date", "time"],
  hostname,
  // No validator here knows these: RFC 3987, section 2.2; RFC 6531, section 3.3; RFC 5890, section 2.3.1.
  iri: ["uri"],
  "iri-reference": ["iri", "uri-reference", ...reference],
  "idn-email": ["email"],
  "idn-hostname": ["hostname", ...hostname],
};

/** Whether every text of another format is known to have a format. */
export const formatIncludes = (format: string, other: string): boolean =>
  format === other || (Object.hasOwn(included, format) && included[format]!.includes(other));
