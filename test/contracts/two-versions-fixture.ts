import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import { contractsRoot } from "./contracts.ts";

/**
 * These contracts with another version of AddressChanged beside the first, generated: there an address always has a `use`.
 * It is the ninth, which they do not come to have, and they are without upcasters of their own.
 */
export interface TwoVersions {
  /** A copy with one upcaster, by the name of its file and its code: a module is read once. Answers the folder. */
  withUpcaster(file: string, code: string): string;
  remove(): void;
}

/** Makes the folder. */
export async function twoVersions(): Promise<TwoVersions> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-upcasters-"));
  const root = join(folder, "contracts");
  cpSync(contractsRoot, root, { recursive: true, filter: path => path !== join(contractsRoot, "upcasters") });
  // What is generated finds its runtime as it does here.
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
  const edit = (from: string, to: string, change: (text: string) => string) =>
    writeFileSync(join(root, to), change(readFileSync(join(root, from), "utf8")));
  const second = (text: string) => text.replaceAll("AddressChanged.v1", "AddressChanged.v9");
  edit("schemas/address-changed.v1.schema.json", "schemas/address-changed.v9.schema.json", text =>
    text
      .replace("address-changed.v1.schema.json", "address-changed.v9.schema.json")
      .replaceAll("AddressChangedV1", "AddressChangedV9")
      .replace('"addressId", "lines"]', '"addressId", "lines", "use"]')
      .replace('"billing"]', '"billing", "unstated"]'),
  );
  edit("asyncapi.yaml", "asyncapi.yaml", text => {
    const channel = /^ {2}addressChanged:\n(?: {4}.*\n)+/m.exec(text)?.[0] ?? "";
    const message = /^ {4}AddressChanged\.v1:\n(?: {6}.*\n)+/m.exec(text)?.[0] ?? "";
    const operations = [...text.matchAll(/^ {2}\w+AddressChanged:\n(?: {4}.*\n)+/gm)].map(([operation]) => operation);
    const secondOperations = operations.map(each => each.replaceAll(/(AddressChanged)(:|")/gi, "$1V9$2"));
    return text
      .replace(operations[0] ?? "", [...secondOperations, operations[0]].join(""))
      .replace(channel, `${channel}${second(channel).replace("addressChanged:", "addressChangedV9:")}`)
      .replace(message, `${message}${second(message).replace("address-changed.v1", "address-changed.v9")}`);
  });
  const { diagnostics } = await generateContracts(root);
  const [error] = diagnostics.filter(({ severity }) => severity === "error");
  if (error !== undefined) throw new Error(`${error.file}:${error.line}: ${error.message}`);
  let copies = 0;
  return {
    withUpcaster: (file, code) => {
      const copy = join(folder, String(++copies));
      cpSync(root, copy, { recursive: true });
      mkdirSync(join(copy, "upcasters"));
      writeFileSync(join(copy, "upcasters", file), code);
      return copy;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
