import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import type { Manifest } from "./manifest.ts";
import { sharedPages } from "./manifest.ts";

/** What npm packs besides what `files` names. https://docs.npmjs.com/cli/v11/configuring-npm/package-json#files */
const always = ["README.md", "LICENSE", "package.json"];

/**
 * Makes the links of a built package's pages lead to places that it has: a link to another place of the repository becomes its
 * text, with the path where that does not name it. Answers the pages that changed, with their new texts; `template/` has links
 * of the repositories that are made of it.
 */
export function packPages(root: string, folder: string, manifest: Manifest, out: string): Map<string, string> {
  const packed = [...always, ...(manifest.files ?? [])];
  const shared = sharedPages(manifest);
  const isIn = (path: string, names: readonly string[]) =>
    names.some(name => path === name || path.startsWith(`${name}/`));

  /** A path of the repository as a path of the package; undefined where that does not have it. */
  function inPackage(path: string): string | undefined {
    const [ofRoot, ofFolder] = [slashed(relative(root, path)), slashed(relative(folder, path))];
    if (isIn(ofRoot, shared)) return ofRoot;
    return isIn(ofFolder, packed) && existsSync(join(out, ofFolder)) ? ofFolder : undefined;
  }

  function linked(page: string, text: string, link: string): string {
    const [path = "", anchor] = link.split("#");
    const source = dirname(join(isIn(page, shared) ? root : folder, page));
    const target = join(source, path);
    const place = inPackage(target);
    if (place !== undefined)
      return `[${text}](${posix.relative(posix.dirname(page), place) || "."}${anchor === undefined ? "" : `#${anchor}`})`;
    return text.includes(basename(target))
      ? text
      : `${text} (\`${slashed(relative(root, target))}\` in the repository)`;
  }

  const pages = globSync(
    packed
      .filter(name => name !== "dist" && name !== "template")
      .map(name => (name.endsWith(".md") ? name : `${name}/**/*.md`)),
    { cwd: out },
  ).map(slashed);
  const changed = pages.flatMap(page => {
    const text = readFileSync(join(out, page), "utf8");
    const now = outsideCode(text, part =>
      part.replace(/(?<!!)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)/g, (_, label: string, link: string) =>
        linked(page, label, link),
      ),
    );
    return now === text ? [] : [[page, now] as const];
  });
  return new Map(changed);
}

/** Puts texts in the place of pages. */
export function writePages(out: string, pages: ReadonlyMap<string, string>): void {
  for (const [page, text] of pages) writeFileSync(join(out, page), text);
}

const slashed = (path: string): string => path.split(sep).join("/");

/** A page with all changed but its blocks of code. */
const outsideCode = (text: string, change: (part: string) => string): string =>
  text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join("");
