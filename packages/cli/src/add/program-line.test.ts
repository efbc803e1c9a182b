import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { withService } from "./program-line.ts";

const program = `import { agenda } from "../services/agenda/infra.ts";
import { visits } from "../services/visits/infra.ts";
import { bus } from "./bus.ts";

visits(bus);
const table = agenda(bus, { more: true });

export const outputs = { table };
`;

test("calls a service after the others, with their bus, and imports it in its place", () => {
  expect(withService(program, "letters", "letters")).toBe(`import { agenda } from "../services/agenda/infra.ts";
import { letters } from "../services/letters/infra.ts";
import { visits } from "../services/visits/infra.ts";
import { bus } from "./bus.ts";

visits(bus);
const table = agenda(bus, { more: true });
letters(bus);

export const outputs = { table };
`);
});

test("imports the last of all after the others", () => {
  expect(withService(program, "wards", "wards")?.split("\n")[2]).toBe(
    `import { wards } from "../services/wards/infra.ts";`,
  );
});

test("keeps the line ends of Windows", () => {
  const windows = (text?: string) => text?.replaceAll("\n", "\r\n");
  expect(withService(windows(program)!, "letters", "letters")).toBe(
    windows(withService(program, "letters", "letters")),
  );
});

test.each([
  ["uses the name already", program.replace("const table", "const letters")],
  ["calls no service on one line", program.replaceAll("bus", "\n  bus,\n")],
  ["calls none", "export const outputs = {};\n"],
])("leaves a program alone that %s", (_, text) => {
  expect(withService(text, "letters", "letters")).toBeUndefined();
});

test("knows the program of this repository", () => {
  const own = readFileSync(fileURLToPath(new URL("../../../../infra/program.ts", import.meta.url)), "utf8");
  expect(withService(own, "letters", "letters")).toContain("\nletters(bus);\n");
});
