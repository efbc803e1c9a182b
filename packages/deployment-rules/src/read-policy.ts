import { parsePolicy } from "@tributary/iam-policy/parse-policy";
import type { Policy } from "@tributary/iam-policy/policy";
import { PolicyError } from "@tributary/iam-policy/policy-error";

/** A policy of a graph; undefined where there is none, or one that IAM refuses, which is found elsewhere. */
export function readPolicy(text: unknown, kind: "trust" | "resource"): Policy | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return parsePolicy(typeof text === "string" ? text : JSON.stringify(text), { name: kind, kind });
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}
