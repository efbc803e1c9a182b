import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item, as far as a write gives it. */
type Written = Readonly<Record<string, AttributeValue>>;

interface Statement {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
}

/** The statements of a batch that write to a table; some part of its name will do. */
export function statementsTo(table: string, input: unknown): Statement[] {
  const { Statements = [] } = input as { readonly Statements?: readonly Statement[] };
  return Statements.filter(({ Statement }) => tableOf(Statement).includes(table));
}

/** Items of a table that a call wrote: of its statements those that took effect. */
export function itemsWritten(table: string, operation: string, body: string, answer: string): Written[] {
  if (!operation.endsWith(".BatchExecuteStatement")) return [];
  const input = JSON.parse(body) as { readonly Statements: readonly Statement[] };
  const { Responses = [] } = JSON.parse(answer) as { readonly Responses?: readonly { readonly Error?: object }[] };
  const effective = input.Statements.filter((_, index) => Responses[index]?.Error === undefined);
  return statementsTo(table, { Statements: effective }).map(({ Statement, Parameters = [] }) => {
    const names = [...Statement.matchAll(/'([^']+)': \?|SET "([^"]+)" = \?/g)].map(([, put, set]) => put ?? set ?? "");
    return Object.fromEntries(names.map((name, index) => [name, Parameters[index]!]));
  });
}

/** The actions that a batch of statements asks for. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html */
export function statementActions(input: unknown): { readonly action: string; readonly table: string }[] {
  return statementsTo("", input).map(({ Statement }) => ({
    action: `dynamodb:PartiQL${Statement.startsWith("INSERT") ? "Insert" : "Update"}`,
    table: tableOf(Statement),
  }));
}

function tableOf(statement: string): string {
  return /^(?:INSERT INTO|UPDATE) "([^"]+)"/.exec(statement)?.[1] ?? "";
}
