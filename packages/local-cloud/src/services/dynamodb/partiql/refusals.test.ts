import { describe, expect, it } from "vitest";
import { N, update, useRegistry } from "./registry-fixture.ts";

const { put, execute } = useRegistry();

describe("PartiQL that is refused", () => {
  const malformed = "Statement wasn't well formed, can't be processed: ";
  it.each([
    ["SLECT * FROM t", `${malformed}Expected data manipulation at 1:1:5`],
    ["", "1 validation error detected"],
    [update("SET n = 1 x = 2"), `${malformed}Unexpected token after expression at 1:29:1`],
    [update("SET l = [1] REMOVE l[0]"), "Two document paths overlap with each other"],
    [`${update("SET n = 1")} foo`, `${malformed}Unexpected token after expression`],
    [update("SET user = 1"), `${malformed}Unexpected keyword at 1:23:4`],
    [update("SET m.inner = 1"), `${malformed}Invalid path dot component`],
    [update("SET n = 'open"), malformed],
    ["UPDATE Registry\nSET n =\n  )", `${malformed}Unexpected term at 3:3:1`],
    [update("SET n = 1", " AND"), `${malformed}Missing right-hand side expression of infix operator`],
    [update("SET n = if_not_exists(n, 1)"), "Unrecognized function: if_not_exists at 1:27:13"],
    [update("SET n = 1", " AND n + 1 = 2"), "Unsupported operator in Condition Expression. Operator: +"],
    [update("SET n = 1", " AND n IS FOO"), `${malformed}Expected type name`],
    [update("SET n = 1", " AND attribute_exists('n')"), "requires a document path"],
    [update("SET n = 1", " AND n < TRUE"), "Incorrect operand type for operator or function; operator or function: <"],
    [update("SET t = set_add(s, <<'x'>>)"), "The first argument to SET_ADD must equal the assignment value at 1:27:7"],
    [update("SET s = set_add(s, 'x')"), "The second argument to SET_ADD must be a value with type SET at 1:35:1"],
    [update("SET s = set_add(s, <<>>)"), "Empty bags are not supported"],
    ["UPDATE Registry.byKind SET n = 1 WHERE pk = 'a'", "This operation is not supported on an index"],
    ["UPDATE Registry r SET n = 1 WHERE pk = 'a'", "Aliasing is not supported"],
    ["DELETE FROM \"\" WHERE pk = 'a'", "Path component cannot be an empty string"],
    ["INSERT INTO Registry VALUE 5", "Unsupported format in item expression"],
    ["INSERT INTO Registry VALUE {'pk': 'a', 'pk': 'b'}", "Duplicate keys in tuple at 1:40:4"],
    [`INSERT INTO Registry VALUE {'pk': ${"[".repeat(4_000)}`, "Too many levels"],
    [update("SET n = ?"), "Number of parameters in request and statement don't match."],
  ])("%s", async (statement, expected) => {
    await put("a", { n: N(1), s: { SS: ["a"] }, m: { M: {} } });
    const error = await execute(statement).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ValidationException", message: expect.stringContaining(expected) });
  });

  it("is not quoted where it is too long: a patient's values may be in it", async () => {
    const error = await execute(update(`SET n = '${"secret".repeat(1_500)}'`)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("Value '…' at 'statement'") });
    expect((error as Error).message).not.toContain("secret");
  });
});
