/** What FHIR calls JSON. https://hl7.org/fhir/R4/http.html#mime-type */
const JSON_TYPES = ["application/fhir+json", "application/json", "text/json", "json"];
const ANYTHING = ["*/*", "application/*"];

/** Whether a `Content-Type` or a `_format` is JSON of R4, in UTF-8. The plus of a query may have been taken for a space. */
export function isFhirJson(text: string): boolean {
  const { type, parameters } = read(text);
  return JSON_TYPES.includes(type.replace(" ", "+")) && isOfR4(parameters) && isUtf8(parameters);
}

/** Whether a `Content-Type` is a JSON Patch's (RFC 6902). */
export function isJsonPatch(text: string): boolean {
  const { type, parameters } = read(text);
  return type === "application/json-patch+json" && isUtf8(parameters);
}

/** Whether an `Accept` header allows JSON of R4. */
export function acceptsFhirJson(header: string): boolean {
  if (header.trim() === "") return true;
  return header.split(",").some(range => {
    const { type, parameters } = read(range);
    if (Number(parameters.get("q") ?? 1) === 0) return false;
    return ANYTHING.includes(type) || (JSON_TYPES.includes(type) && isOfR4(parameters));
  });
}

/** `fhirVersion=4.0`. https://hl7.org/fhir/R4/http.html#version-parameter */
function isOfR4(parameters: ReadonlyMap<string, string>): boolean {
  return ["4.0", "4.0.1"].includes(parameters.get("fhirversion") ?? "4.0");
}

function isUtf8(parameters: ReadonlyMap<string, string>): boolean {
  return ["utf-8", "utf8"].includes((parameters.get("charset") ?? "utf-8").toLowerCase());
}

function read(text: string): { readonly type: string; readonly parameters: ReadonlyMap<string, string> } {
  const [type = "", ...rest] = text.split(";").map(part => part.trim());
  const parameters = rest.map((part): [string, string] => {
    const [name = "", value = ""] = part.split("=");
    return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, "$1")];
  });
  return { type: type.toLowerCase(), parameters: new Map(parameters) };
}
