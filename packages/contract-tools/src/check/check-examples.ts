import { join } from "node:path";
import { withoutGivenName } from "@tributary/contract/given-name";
import type { Explain } from "../emit/explain-by.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import { jsonFiles } from "../source/load-contracts.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Memory } from "./check-cache.ts";
import { finding } from "./finding.ts";
import { foldersIn } from "./folders-in.ts";
import { ofRule } from "./rule-catalogue.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";
import { withinTime } from "./within-time.ts";

/** How long all examples may take together, and then each by itself, in milliseconds: one takes far less than a millisecond. */
const ALL_MS = 5_000;
const ONE_MS = 1_000;

type Judge = (file: SourceFile) => Diagnostic[];

/** Whether valid examples are valid, and each invalid one fails at the pointer and keyword that it states. */
export function checkExamples(model: ContractModel, compiler: SchemaCompiler, memory: Memory): Diagnostic[] {
  const folder = join(model.root, "examples");
  // An event whose channel or schema could not be understood still has its schema file.
  const files = jsonFiles(join(model.root, "schemas")).map(name => name.replace(".schema.json", ""));
  const stems = new Set([...files, ...model.events.map(({ stem }) => stem)]);
  const ofAll = (by: (judge: Judge) => Judge) =>
    model.events.flatMap(event => checkExamplesOf(event, model, join(folder, event.stem), compiler, memory, by));
  const strangers = foldersIn(folder).filter(name => !stems.has(name));
  return [
    ...strangers.map(name => ({
      ...ofRule("example-without-event"),
      file: join(folder, name),
      line: 1,
      column: 1,
      message: "no event has this stem",
      fix: "name the folder like the schema file, without .schema.json",
    })),
    ...(withinTime(ALL_MS, () => ofAll(judge => judge))?.[0] ?? ofAll(timed)),
  ];
}

/** Says which example takes too long. */
function timed(judge: Judge): Judge {
  const message = "takes more than a second to validate: a pattern in the schema may backtrack without end";
  const fix = "write the pattern so that a text can match each part in only one way";
  return file =>
    withinTime(ONE_MS, () => judge(file))?.[0] ?? [finding("example-takes-long", file, "", message, { fix })];
}

function checkExamplesOf(
  event: EventModel,
  model: ContractModel,
  folder: string,
  compiler: SchemaCompiler,
  memory: Memory,
  by: (judge: Judge) => Judge,
): Diagnostic[] {
  // A schema that does not compile is a finding of its own.
  const explain = compiler.explain(event.schema);
  if (explain === undefined) return [];
  const each = (kind: string, judge: Judge) => {
    const names = jsonFiles(join(folder, kind));
    if (names.length > 0) {
      return names.flatMap(name => {
        const file = memory.read(join(folder, kind, name));
        return memory.keep(kind, file, [explain], () =>
          file.problems.length > 0 ? [...file.problems] : by(judge)(file),
        );
      });
    }
    const fix = `add one to ${join(folder, kind)}`;
    const message = `${event.detailType} has no ${kind} example`;
    return [finding("example-missing", model.document, event.pointer, message, { fix })];
  };
  return [
    ...each("valid", file =>
      explain(file.value).map(violation => {
        const pointer = toldPlace(violation);
        const message = `${pointer || "the example"} ${violation.message}`;
        return { ...finding("example-not-valid", file, violation.pointer, message), pointer };
      }),
    ),
    ...each("invalid", file => checkInvalid(file, explain)),
  ];
}

/** Examples may be taken from real data: their own names are as private as their values. */
const toldPlace = ({ told, keyword }: ReturnType<Explain>[number]): string =>
  withoutGivenName({ pointer: told, keyword });

function checkInvalid(file: SourceFile, explain: Explain): Diagnostic[] {
  const { value } = file;
  const stated = isObject(value) ? value.violation : undefined;
  if (
    !isObject(value) ||
    !("value" in value) ||
    !isObject(stated) ||
    typeof stated.pointer !== "string" ||
    typeof stated.keyword !== "string"
  ) {
    return [
      finding(
        "example-malformed",
        file,
        "",
        'an invalid example must be { "violation": { "pointer", "keyword" }, "value" }',
      ),
    ];
  }
  const violations = explain(value.value);
  if (violations.length === 0) return [finding("example-not-invalid", file, "/value", "the example is valid")];
  if (violations.some(({ pointer, keyword }) => pointer === stated.pointer && keyword === stated.keyword)) return [];
  const actual = violations.map(each => `${each.keyword} at ${toldPlace(each) || "/"}`).join(", ");
  return [
    finding(
      "example-other-violation",
      file,
      "/violation",
      `the example fails for another reason than stated: ${actual}`,
    ),
  ];
}
