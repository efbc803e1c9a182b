import { expect, test } from "vitest";
import { docsPage } from "./docs-page.ts";

test("a page is in this repository, or comes with the installed command line", () => {
  expect(docsPage("erasure.md")).toBe("docs/erasure.md");
  const installed = "file:///clinic/node_modules/@tributary/contract-tools/dist/src/docs-page.js";
  expect(docsPage("erasure.md", installed)).toBe("node_modules/@tributary/cli/docs/erasure.md");
  expect(docsPage("../FIDELITY.md", installed)).toBe("node_modules/@tributary/cli/FIDELITY.md");
});
