import { cached } from "../expressions/cached.ts";
import { validationError } from "../validation-error.ts";
import { readClauses } from "./parse-update-clauses.ts";
import { type Reading, readList, readName, readPath, readTemplate } from "./parse-value.ts";
import { readWhere } from "./parse-where.ts";
import type {
  DeleteStatement,
  ExistsStatement,
  InsertStatement,
  Returning,
  SelectStatement,
  Statement,
  UpdateStatement,
} from "./statement.ts";
import { readTokens } from "./tokens.ts";

type Part<Kind extends Statement> = Kind extends Statement ? Omit<Kind, "values" | "parameters"> : never;

const READERS: Readonly<Record<string, (reading: Reading) => Part<Statement>>> = {
  INSERT: readInsert,
  UPDATE: readUpdate,
  DELETE: readDelete,
  SELECT: readSelect,
  EXISTS: readExists,
};

/**
 * Parses a statement of PartiQL as DynamoDB has it, once for all the times that the same text is sent.
 * See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export const parseStatement = cached((_kind: "Statement", source: string): Statement => {
  const tokens = readTokens(source);
  const reading: Reading = { tokens, values: [], parameters: 0, depth: 0 };
  const first = tokens.peek();
  const read = first.kind === "word" ? READERS[first.text.toUpperCase()] : undefined;
  if (!read) throw tokens.malformed("Expected data manipulation");
  tokens.next();
  const part = read(reading);
  tokens.take(";");
  if (tokens.peek().kind !== "end") throw tokens.malformed("Unexpected token after expression");
  return { ...part, values: reading.values, parameters: reading.parameters } as Statement;
});

function readInsert(reading: Reading): Part<InsertStatement> {
  const { tokens } = reading;
  tokens.expect("INTO");
  const table = readTable(reading);
  if (!tokens.take("VALUE")) throw tokens.malformed("Unexpected token after expression");
  if (tokens.is("<<"))
    throw validationError(
      'Unsupported operation: Inserting multiple items in a single statement is not supported, use "INSERT INTO tableName VALUE item" instead',
    );
  if (!tokens.is("{"))
    throw validationError(
      "Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.",
    );
  const item = readTemplate(reading);
  if (tokens.is("RETURNING")) throw validationError("RETURNING is not supported in INSERT");
  return { kind: "insert", table, item };
}

function readUpdate(reading: Reading): Part<UpdateStatement> {
  const table = readTable(reading);
  refuseAlias(reading);
  const clauses = readClauses(reading);
  const where = readCondition(reading);
  return { kind: "update", table, ...clauses, where, returning: readReturning(reading)?.returning };
}

function readDelete(reading: Reading): Part<DeleteStatement> {
  reading.tokens.expect("FROM");
  const table = readTable(reading);
  refuseAlias(reading);
  const where = readCondition(reading);
  const clause = readReturning(reading);
  if (clause && clause.returning !== "ALL_OLD")
    throw validationError(
      `Invalid returning clause: RETURNING ${clause.text} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  return { kind: "delete", table, where, returning: clause?.returning };
}

function readSelect(reading: Reading): Part<SelectStatement> {
  const { tokens } = reading;
  const projection = tokens.take("*") ? undefined : readList(reading, () => readPath(reading));
  if (tokens.is(","))
    throw validationError("Other attributes should not be present in the projection when '*' is used.");
  tokens.expect("FROM");
  const table = readName(reading);
  const index = tokens.take(".") ? readName(reading) : undefined;
  if (tokens.is(".")) throw validationError("A path may contain at most 2 components in the FROM clause");
  refuseAlias(reading);
  const where = readCondition(reading);
  return { kind: "select", table, index, projection, where, order: readOrder(reading) };
}

function readExists(reading: Reading): Part<ExistsStatement> {
  const { tokens } = reading;
  tokens.expect("(");
  tokens.expect("SELECT");
  const { table, index, where } = readSelect(reading);
  tokens.expect(")");
  if (index !== undefined) throw validationError("Operations on indices are not supported in transactions");
  return { kind: "exists", table, where };
}

function readOrder(reading: Reading): SelectStatement["order"] {
  const { tokens } = reading;
  if (!tokens.take("ORDER")) return [];
  tokens.expect("BY");
  return readList(reading, () => {
    const name = readName(reading);
    const backwards = tokens.take("DESC");
    if (!backwards) tokens.take("ASC");
    return { name, backwards };
  });
}

/** Takes the table of a write; the ARN of one is written in quotes. */
function readTable(reading: Reading): string {
  const table = readName(reading, "Expected identifier for simple path");
  if (reading.tokens.is(".")) throw validationError("This operation is not supported on an index");
  return table;
}

function refuseAlias({ tokens }: Reading): void {
  const { kind } = tokens.peek();
  const clause = ["SET", "REMOVE", "WHERE", "RETURNING", "ORDER"].some(word => tokens.is(word));
  if (kind === "quoted" || (kind === "word" && !clause)) throw validationError("Aliasing is not supported");
}

function readCondition(reading: Reading): UpdateStatement["where"] {
  return reading.tokens.take("WHERE") ? readWhere(reading) : undefined;
}

function readReturning({ tokens }: Reading): { returning: Returning; text: string } | undefined {
  if (!tokens.take("RETURNING")) return undefined;
  const which = tokens.is("ALL") || tokens.is("MODIFIED") ? tokens.next().text.toUpperCase() : undefined;
  const when = tokens.is("OLD") || tokens.is("NEW") ? tokens.next().text.toUpperCase() : undefined;
  if (!which || !when || !tokens.take("*"))
    throw tokens.malformed("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
  return { returning: `${which === "ALL" ? "ALL" : "UPDATED"}_${when}` as Returning, text: `${which} ${when}` };
}
