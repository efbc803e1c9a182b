import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const pages = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "contracts/*.md"], { cwd: root });

/** The relative links of a page, from the root; a folder stands for its README. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), "utf8").replace(/^```[\s\S]*?^```$/gm, "");
  return [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
    .map(([, link = ""]) => link)
    .filter(link => !/^[a-z]+:/.test(link))
    .map(link => normalize(join(dirname(page), link)).replace(/\/$/, ""))
    .map(path => (isFolder(path) && existsSync(join(root, path, "README.md")) ? `${path}/README.md` : path));
}

const isFolder = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true;

test("no page links to what is not there", () => {
  const broken = pages.flatMap(page => linksOf(page).map(link => ({ page, link })));
  expect(broken.filter(({ link }) => !existsSync(join(root, link)))).toEqual([]);
  expect(broken.length).toBeGreaterThan(200);
});

test("a reader of README.md comes by links to every page of the documentation", () => {
  const documentation = pages.filter(page => !page.startsWith("packages/"));
  const reached = new Set(["README.md"]);
  for (const page of reached) for (const link of linksOf(page)) if (documentation.includes(link)) reached.add(link);
  expect(documentation.filter(page => !reached.has(page))).toEqual([]);
});
