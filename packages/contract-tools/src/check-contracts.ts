import { checkDocument } from "./check/check-document.ts";
import { checkExamples } from "./check/check-examples.ts";
import { checkExtensions } from "./check/check-extensions.ts";
import { checkFields } from "./check/check-fields.ts";
import { checkNames } from "./check/check-names.ts";
import { checkOperations } from "./check/check-operations.ts";
import { checkSchemas } from "./check/check-schemas.ts";
import type { ContractModel } from "./contract-model.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { loadContracts } from "./load-contracts.ts";

/** Everything that is wrong with a contracts folder, by file and place; empty when nothing is. A missing folder or `asyncapi.yaml` throws. */
export async function checkContracts(root: string): Promise<Diagnostic[]> {
  return (await inspectContracts(root)).diagnostics;
}

/** A contracts folder, understood as far as it can be, with everything that is wrong with it. */
export async function inspectContracts(root: string): Promise<{ model: ContractModel; diagnostics: Diagnostic[] }> {
  const { model, diagnostics: unread } = loadContracts(root);
  const found = [
    ...unread,
    ...(model.document.problems.length > 0 ? [] : await checkDocument(model.document)),
    ...checkSchemas(model.schemas),
    ...checkExtensions(model),
    ...checkNames(model),
    ...checkOperations(model),
    ...checkFields(model),
    ...checkExamples(model),
  ];
  return { model, diagnostics: [...new Map(found.map(each => [JSON.stringify(each), each])).values()].sort(byPlace) };
}

const byPlace = (a: Diagnostic, b: Diagnostic) =>
  compare(a.file, b.file) ||
  a.line - b.line ||
  a.column - b.column ||
  compare(a.rule, b.rule) ||
  compare(a.message, b.message);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
