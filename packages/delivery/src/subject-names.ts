/** How messages and records name one subject, declared by the services that write them. */
export interface SubjectNames {
  /** Texts that name it alone, or as a part between slashes: `PATIENT#17`, `Patient/17`. */
  readonly texts: readonly string[];
  /** Members that name it where all of one entry stand in one object: `{ patientId: "17" }`. Also as DynamoDB writes them. */
  readonly members: readonly Readonly<Record<string, string>>[];
}

/**
 * The relation of a record to a subject. `part`: it is a batch, and `rest` is the batch without the subject's records.
 * `unreadable`: it is not JSON and does not name the subject, so nobody can tell.
 */
export type Bearing =
  | { readonly about: "subject" | "others" | "unreadable" }
  | { readonly about: "part"; readonly rest: string };

/** Whether a record or message, as JSON text, is about a subject. Names inside nested JSON texts count. */
export function bearingOn(text: string, names: SubjectNames): Bearing {
  const value = parsed(text);
  if (value === undefined) return { about: namedInText(text, names) ? "subject" : "unreadable" };
  if (!isNamed(value, names)) return { about: "others" };
  const rest = withoutSubject(value, names);
  return rest === undefined ? { about: "subject" } : { about: "part", rest: JSON.stringify(rest) };
}

function isNamed(value: unknown, { texts, members }: SubjectNames): boolean {
  // A stack of its own: a record may be nested deeper than calls can be.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "string") {
      if (texts.some(name => next === name || isPart(next, name))) return true;
      const inner = /^\s*[[{]/.test(next) ? parsed(next) : undefined;
      if (inner !== undefined) left.push(inner);
    } else if (typeof next === "object" && next !== null) {
      if (members.some(entry => Object.entries(entry).every(([name, held]) => textAt(next, name) === held)))
        return true;
      for (const held of Object.values(next)) left.push(held);
    }
  }
  return false;
}

/** Whether a name stands in a path or a URL. */
function isPart(text: string, name: string): boolean {
  return `/${text}/`.includes(`/${name}/`);
}

/** The text of a member, also as `{ "S": … }`. */
function textAt(object: object, name: string): unknown {
  if (!Object.hasOwn(object, name)) return undefined;
  const held = (object as Readonly<Record<string, unknown>>)[name];
  return typeof held === "object" && held !== null && "S" in held ? held.S : held;
}

/**
 * What a batch that Lambda gave up holds of others; undefined when nothing of others is in it, or it is no batch. Its payload
 * is a text. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
function withoutSubject(value: unknown, names: SubjectNames): unknown {
  const { payload } = value as { readonly payload?: unknown };
  const batch = (typeof payload === "string" ? parsed(payload) : payload) as { readonly Records?: unknown } | undefined;
  if (!Array.isArray(batch?.Records)) return undefined;
  const Records = batch.Records.filter(record => !isNamed(record, names));
  if (Records.length === 0 || Records.length === batch.Records.length) return undefined;
  const rest = { ...batch, Records };
  return { ...(value as object), payload: typeof payload === "string" ? JSON.stringify(rest) : rest };
}

/** As no JSON, a name counts where it stands apart, and a member where it is written as JSON writes it. */
function namedInText(text: string, { texts, members }: SubjectNames): boolean {
  const apart = (name: string) => new RegExp(`(?<![A-Za-z0-9.-])${RegExp.escape(name)}(?![A-Za-z0-9.-])`);
  const member = ([name, held]: readonly [string, string]) =>
    new RegExp(`"${RegExp.escape(name)}"\\s*:\\s*(?:\\{\\s*"S"\\s*:\\s*)?${RegExp.escape(JSON.stringify(held))}`);
  return (
    texts.some(name => apart(name).test(text)) ||
    members.some(entry => Object.entries(entry).every(each => member(each).test(text)))
  );
}

/** Undefined for a text that is no JSON. Numbers keep every digit. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" && context?.source !== undefined && String(value) !== context.source
        ? rawJson(context.source)
        : value,
    );
  } catch {
    return undefined;
  }
}

/** Of Node.js 22 and later. https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/JSON/rawJSON */
const rawJson = (JSON as unknown as { rawJSON(source: string): unknown }).rawJSON;
