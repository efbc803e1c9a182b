import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const sources = globSync(["packages/*/src/**/*.ts", "infra/**/*.ts", "services/**/*.ts"], { cwd: root }).filter(
  path => !/(\.test|-fixture)\.ts$/.test(path),
);
const commands = globSync("packages/cli/src/commands/*.ts", { cwd: root })
  .map(path => path.replace(/.*\/|\.ts$/g, ""))
  .filter(name => !name.endsWith(".test"));

/** A command named in a way that a reader cannot paste: the binary is found by npx alone. */
const bare = new RegExp(String.raw`(?<!npx )(?<![@/.\w-])tributary (?:${commands.join("|")})\b`);
const isComment = (line: string) => /^\s*(\/\/|\/?\*)/.test(line);
/** Comments in files that are generated, and the name of a test suite. */
const others = /generatedHeader = |<testsuites name=/;

test("every message names a command as it is typed: npx tributary …", () => {
  const found = sources.flatMap(path =>
    readFileSync(root + path, "utf8")
      .split("\n")
      .flatMap((line, index) =>
        bare.test(line) && !isComment(line) && !others.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(found).toEqual([]);
  expect(bare.test("Send an event with `tributary send`.")).toBe(true);
});
