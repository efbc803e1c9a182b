import { type Constraint, compileBreaches, demands, type ServiceConstraints } from "./constraint.ts";
import { type ModelMember, type ModelType, membersOf, type ServiceTable } from "./service-table.ts";

/** A member that is missing, or breaks a constraint. */
export interface Problem {
  /** Name of the member; of the list or map, for what is in one. */
  readonly member: string;
  /** What of it is wrong: undefined or null if it is missing. */
  readonly given: unknown;
  readonly constraint: Constraint;
  /** Where it is: `targets.1.member.arn`. */
  readonly path: string;
  /** In AWS's words: `Value null at 'tableName' failed to satisfy constraint: Member must not be null`. */
  readonly text: string;
}

/** What is wrong with a request of the right types. */
export interface Findings {
  readonly problems: Problem[];
  /** Members that the local cloud does not support. */
  readonly unsupported: string[];
}

type Check = (value: unknown, path: string, findings: Findings) => void;
type MemberCheck = (value: unknown, parent: string, findings: Findings) => void;

/** Compiles the check of a structure whose types are right: required members, constraints, members that are unsupported. */
export function compileConstraints(
  table: ServiceTable,
  constraints: ServiceConstraints,
  javaPackage: string,
): (structure: string) => (input: object) => Findings {
  const structures = new Map<string, Check | undefined>();
  const isApartUnion = (name: string) => !constraints.checksUnions && table.unions.includes(name);

  const structure = (name: string): Check | undefined => {
    if (structures.has(name)) return structures.get(name);
    // Structures that contain themselves, and unions, which are what they are asked for by their operations.
    structures.set(name, undefined);
    if (isApartUnion(name)) return undefined;
    const order = constraints.orders[name] ?? [];
    const place = ({ name: member }: ModelMember) => (order.includes(member) ? order.indexOf(member) : order.length);
    const checks = membersOf(table, name)
      .sort((one, two) => place(one) - place(two))
      .flatMap(member => {
        const check = memberCheck(name, member);
        return check ? [[member.name, check] as const] : [];
      });
    if (checks.length === 0) return undefined;
    const check: Check = (value, path, findings) => {
      const members = value as Readonly<Record<string, unknown>>;
      for (const [member, each] of checks) each(members[member], path, findings);
    };
    structures.set(name, check);
    return check;
  };

  const memberCheck = (parent: string, { name, type, isRequired }: ModelMember): MemberCheck | undefined => {
    const own = `${parent}.${name}`;
    const constraint = constraints.members[own] ?? constraints.members[name] ?? {};
    const isUnsupported = constraints.unsupported.includes(name) || constraints.unsupported.includes(own);
    const within = typeCheck(name, type, constraint);
    const mustBe = constraint.isRequired ?? isRequired;
    if (!mustBe && !within && !isUnsupported) return undefined;
    const lowered = lowerFirst(name);
    return (value, path, findings) => {
      if (value === undefined || value === null) {
        if (mustBe)
          report(
            findings,
            { member: name, given: value, constraint },
            "null",
            path === "" ? lowered : `${path}.${lowered}`,
          );
        return;
      }
      if (isUnsupported && value !== false && !(constraints.emptySaysNothing && saysNothing(value)))
        findings.unsupported.push(name);
      within?.(value, path === "" ? lowered : `${path}.${lowered}`, findings);
    };
  };

  const typeCheck = (member: string, type: ModelType, constraint: Constraint): Check | undefined => {
    const { isRequired: _, isApart, isPrivate, keys, values, ...rest } = constraint;
    const within =
      type.kind === "structure" ? structure(type.name) : "of" in type ? elements(member, type, isApart) : undefined;
    const isPlain = Object.keys(rest).length === 0 && !keys && !values;
    if (isPlain) return within;
    const quote = (value: unknown) => (isPrivate && value !== "" ? "'…'" : `'${shown(value, type, javaPackage)}'`);
    const ofWhole = compileBreaches(rest);
    const ofKeys = keys && partsCheck(member, "Map keys", keys, quote);
    const ofValues = values && partsCheck(member, type.kind === "map" ? "Map value" : "Member", values, quote);
    return (value, path, findings) => {
      for (const breach of ofWhole(value))
        report(findings, { member, given: value, constraint }, quote(value), path, breach);
      ofKeys?.(Object.keys(value as object), value, path, findings);
      ofValues?.(Object.values(value as object), value, path, findings);
      within?.(value, path, findings);
    };
  };

  /** Keys or values of a map, or elements of a list, that have a constraint of their own. */
  const partsCheck = (member: string, what: string, asked: Constraint, quote: (value: unknown) => string) => {
    const breaches = compileBreaches(asked);
    const demand = `${what} must satisfy constraint: ${demands(asked)}`;
    return (parts: readonly unknown[], value: unknown, path: string, findings: Findings) => {
      for (const part of parts)
        if (breaches(part).length > 0)
          report(findings, { member, given: part, constraint: asked }, quote(value), path, demand);
    };
  };

  /**
   * Elements of a list or map, which must not be null unless the model says so; those of unions are read elsewhere, and those
   * that are apart are checked one by one.
   */
  const elements = (
    member: string,
    { kind, of, isSparse }: Extract<ModelType, { of: ModelType }>,
    isApart = false,
  ): Check | undefined => {
    if (of.kind === "structure" && isApartUnion(of.name)) return undefined;
    const within = isApart ? undefined : typeCheck(member, of, {});
    return (value, path, findings) => {
      for (const [at, each] of Object.entries(value as object)) {
        const place = `${path}.${kind === "list" ? Number(at) + 1 : at}.member`;
        if (each !== null && each !== undefined) within?.(each, place, findings);
        else if (!isSparse) report(findings, { member, given: each, constraint: {} }, "null", place);
      }
    };
  };

  return name => {
    const check = structure(name);
    return input => {
      const findings: Findings = { problems: [], unsupported: [] };
      check?.(input, "", findings);
      return findings;
    };
  };
}

/** AWS reports so many at most. */
const MOST_PROBLEMS = 10;

function report(
  { problems }: Findings,
  problem: Omit<Problem, "path" | "text">,
  value: string,
  path: string,
  demand = "Member must not be null",
): void {
  if (problems.length < MOST_PROBLEMS)
    problems.push({ ...problem, path, text: `Value ${value} at '${path}' failed to satisfy constraint: ${demand}` });
}

/** A value as messages quote it. What structures hold may be a patient's: they are only named. */
function shown(value: unknown, type: ModelType, javaPackage: string): string {
  if (type.kind === "structure") return `${javaPackage}.${type.name}`;
  if (type.kind === "list")
    return `[${(value as unknown[]).map(each => shown(each, type.of, javaPackage)).join(", ")}]`;
  if (type.kind === "map") {
    const entries = Object.entries(value as object).map(([key, each]) => `${key}=${shown(each, type.of, javaPackage)}`);
    return `{${entries.join(", ")}}`;
  }
  return String(value);
}

function saysNothing(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
