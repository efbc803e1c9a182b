import { inRange, ipBytes, ipRange } from "@tributary/event-pattern/ip-address";
import type { Comparison } from "../parse/policy.ts";
import { isArnLike } from "./arn.ts";
import { isLike } from "./wildcards.ts";

/**
 * By comparison, whether a value of the request compares with one of the policy. Patterns of `StringLike` and of ARNs have
 * their wildcards marked.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const compareValues: Readonly<Record<Exclude<Comparison, "Null">, (value: string, wanted: string) => boolean>> =
  {
    StringEquals: (value, wanted) => value === wanted,
    StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
    StringLike: isLike,
    NumericEquals: by(numberOf, (value, wanted) => value === wanted),
    NumericLessThan: by(numberOf, (value, wanted) => value < wanted),
    NumericLessThanEquals: by(numberOf, (value, wanted) => value <= wanted),
    NumericGreaterThan: by(numberOf, (value, wanted) => value > wanted),
    NumericGreaterThanEquals: by(numberOf, (value, wanted) => value >= wanted),
    DateEquals: by(timeOf, (value, wanted) => value === wanted),
    DateLessThan: by(timeOf, (value, wanted) => value < wanted),
    DateLessThanEquals: by(timeOf, (value, wanted) => value <= wanted),
    DateGreaterThan: by(timeOf, (value, wanted) => value > wanted),
    DateGreaterThanEquals: by(timeOf, (value, wanted) => value >= wanted),
    Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
    BinaryEquals: (value, wanted) => value === wanted,
    IpAddress: isWithin,
    Arn: isArnLike,
  };

/** What cannot be read as a number or a date (NaN) compares with nothing. */
function by(read: (text: string) => number, compare: (value: number, wanted: number) => boolean) {
  return (value: string, wanted: string) => compare(read(value), read(wanted));
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}

/** A date of ISO 8601, or seconds since 1970. */
function timeOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) && text.length !== 4 ? Number(text) * 1_000 : Date.parse(text);
}

/** An address without a mask is a block of one. */
function isWithin(value: string, wanted: string): boolean {
  const [block = "", mask] = wanted.split("/");
  const [address, bytes] = [ipBytes(value), ipBytes(block)];
  return address !== undefined && bytes !== undefined && inRange(ipRange(bytes, Number(mask ?? 128)), address);
}
