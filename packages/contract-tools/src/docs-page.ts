import { posix } from "node:path";

/** In a repository that has Tributary installed, the pages are those of its command line. */
const installed = "node_modules/@tributary/cli/docs";

/**
 * Where a reader finds a page of the documentation, from the root of the repository that they work in. `module` is a URL of
 * Tributary's own code.
 */
export const docsPage = (page: string, module: string = import.meta.url): string =>
  posix.join(module.includes("/node_modules/") ? installed : "docs", page);
