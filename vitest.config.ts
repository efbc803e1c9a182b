import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** One project per kind of test: unit tests stand beside their file; `test/` holds what crosses folders. */
const project = (name: string, include: string[], testTimeout = 120_000) => ({
  test: {
    name,
    include,
    // Tests of the repositories that `tributary init` writes: test/conformance/tutorial.test.ts runs them there.
    exclude: ["**/node_modules/**", "packages/cli/template/**"],
    testTimeout,
    hookTimeout: 120_000,
    // Loading the modules anew for every file took more than half of the time. So a test puts back what it changes of its process.
    isolate: false,
    environment: "node" as const,
    // It imports JSON as bundlers do, and Node.js does not.
    server: { deps: { inline: ["@actions/workflow-parser"] } },
    setupFiles: ["test/fixed-seed.ts"],
  },
});

/** Short files that take long. Begun last, they would leave the other workers idle at the end. */
const slow = [
  "compat/src/soundness.test.ts",
  "conformance/sst-local-cloud.test.ts",
  "audit/lost-change.test.ts",
  "audit/missing-event.test.ts",
];
const isSlow = ({ moduleId }: TestSpecification) => slow.some(name => moduleId.endsWith(name));

/** Vitest's order, which a fresh clone has by the size of files, but for slow files: each project begins with its own. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byProject = Map.groupBy(await super.sort(files), file => file.project);
    return [...byProject.values()].flatMap(own => own.toSorted((a, b) => Number(isSlow(b)) - Number(isSlow(a))));
  }
}

export default defineConfig({
  test: {
    // Vitest leaves one core to itself; on a machine with two that would be half of it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: SlowFirst },
    projects: [
      project("unit", ["{packages,services,infra,scripts}/**/*.test.ts"]),
      project("contracts", ["test/contracts/**/*.test.ts"]),
      project("flows", ["test/flows/**/*.test.ts"], 120_000),
      project("architecture", ["test/architecture/**/*.test.ts"]),
      project("conformance", ["test/conformance/**/*.test.ts"]),
    ],
  },
});
