import type { Problem } from "../../models/check-constraints.ts";
import { requestReader } from "../../models/request-reader.ts";
import { serviceTable } from "../../models/service-table.ts";
import { constraints } from "./constraints.ts";
import { invalidArgument, malformedXml, notImplementedMember } from "./errors.ts";

/** Checks a request by the model of S3, whose wire format has checked its types, and answers it as its operation gets it. */
export const readRequest = requestReader({
  model: "s3",
  title: "S3",
  javaPackage: "com.amazonaws.s3",
  longs: [],
  isTyped: true,
  constraints,
  refusal,
  unsupported: member => notImplementedMember(member, wireName(member)),
});

/** A document is refused as a whole; S3 has no message that says where. */
function refusal({ member, given, path }: Problem) {
  const at = path.includes(".") ? undefined : wireName(member);
  if (at === undefined) return malformedXml();
  return invalidArgument(
    given === undefined || given === null ? `Missing required ${at}` : "Invalid Argument",
    at,
    given ?? undefined,
  );
}

/** The header or parameter that a member is in, if it is in one. */
function wireName(member: string): string | undefined {
  names ??= namesOnWire();
  return names.get(member);
}

let names: ReadonlyMap<string, string> | undefined;

function namesOnWire(): Map<string, string> {
  const table = serviceTable("s3");
  const found = new Map<string, string>();
  for (const [structure] of Object.values(table.operations))
    for (const [member, spec] of Object.entries(table.shapes[structure] ?? {})) {
      const { httpHeader, httpQuery, httpLabel } = typeof spec === "string" ? {} : spec[1];
      const at = httpHeader?.toLowerCase() ?? httpQuery ?? (httpLabel && member);
      if (at !== undefined) found.set(member, at);
    }
  return found;
}
