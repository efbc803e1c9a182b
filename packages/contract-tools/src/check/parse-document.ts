import { existsSync } from "node:fs";
import { basename, dirname, resolve, sep } from "node:path";
import { Parser, type SchemaParser } from "@asyncapi/parser";

/** The text of a document, where it stands, and the files beside it that something else judges. */
export interface DocumentInput {
  readonly path: string;
  readonly text: string;
  readonly judged: readonly string[];
}

/** One thing that the parser found, as plain data. Lines and characters start at 0. */
export interface ParserFinding {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly severity: number;
  readonly source?: string;
  readonly line: number;
  readonly character: number;
}

/**
 * What `@asyncapi/parser` finds in a document. Of the files judged elsewhere it sees that they are there: copied into each
 * message and checked again they would take most of its time.
 */
export async function parseDocument({ path, text, judged }: DocumentInput): Promise<ParserFinding[]> {
  // Schemas refer to the kit's own by id, so that these do not lie beside them.
  const folder = dirname(resolve(path)) + sep;
  const shipped = new Set(judged.filter(each => !resolve(each).startsWith(folder)).map(each => basename(each)));
  const isElsewhere = (uri: Uri) => shipped.has(basename(uri.path())) && !existsSync(uri.path());
  // A reference into a file needs what is in it.
  const lookedInto = new Set([...text.matchAll(/([^/\s"']+)#/g)].map(([, name]) => name));
  const whole = new Set(judged.filter(each => !lookedInto.has(basename(each))).map(each => resolve(each)));
  const parser = new Parser({
    schemaParsers: [jsonSchema2020],
    __unstable: {
      resolver: {
        resolvers: [
          ...["http", "https"].map(schema => ({ schema, order: 1, canRead: true, read: nothing })),
          { schema: "file", order: 1, canRead: (uri: Uri) => whole.has(uri.path()) || isElsewhere(uri), read: nothing },
        ],
      },
    },
  });
  compileSchemasOnce(parser);
  const found = await parser.validate(text, { source: resolve(path) });
  return found.map(({ code, message, path: at, severity, source, range }) => ({
    code: String(code),
    message,
    path: at,
    severity,
    ...(source === undefined ? {} : { source }),
    ...range.start,
  }));
}

/** A step of a rule. Schemas that it compiles are kept for the inventory of the document. */
interface Step {
  function(value: unknown, options: unknown, context: { readonly documentInventory: object }): unknown;
}

/** The rules of a parser, which it does not publish. */
interface WithRules {
  readonly spectral?: {
    readonly ruleset?: { readonly rules: Readonly<Record<string, { readonly then: readonly Step[] }>> };
  };
}

const allDocuments = {};

/**
 * Has AsyncAPI's own schemas compiled for the first document only. By itself the parser compiles them for each document again,
 * which takes more than half of a check. A parser with other rules is left as it is.
 */
function compileSchemasOnce(parser: unknown): void {
  const rules = (parser as WithRules).spectral?.ruleset?.rules ?? {};
  for (const name of ["asyncapi-document-resolved", "asyncapi-document-unresolved"]) {
    const rule = rules[name];
    if (rule === undefined) continue;
    const steps = rule.then.map((step): Step => {
      const judge: Step["function"] = (value, options, context) =>
        step.function(value, options, { ...context, documentInventory: allDocuments });
      return { ...step, function: judge };
    });
    Reflect.set(rule, "then", steps); // Not the steps' own members: all parsers share them.
  }
}

interface Uri {
  path(): string;
}

/** Payloads of the 2020-12 dialect: ajv judges them where their files are checked. */
const jsonSchema2020: SchemaParser = {
  validate: () => [],
  parse: ({ data }) => (typeof data === "boolean" || (typeof data === "object" && data !== null) ? data : {}),
  getMimeTypes: () => ["application/schema+json;version=2020-12", "application/schema+yaml;version=2020-12"],
};

/** Nothing is fetched from the network: a remote reference is reported elsewhere, and empty here. */
const nothing = () => "{}";
