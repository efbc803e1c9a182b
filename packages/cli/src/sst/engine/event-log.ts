import { appendFileSync } from "node:fs";
import { plain, type ResourceState } from "./checkpoint.ts";
import type { Step } from "./steps.ts";

/** Tells sst what happens, as it happens. */
export interface EventLog {
  begun(step: Step): void;
  done(step: Step): void;
  failed(message: string, urn?: string): void;
  /** All is done: sst takes a run without this for one that failed. */
  finished(steps: readonly Step[], started: number): void;
}

/** Events of Pulumi's engine, one JSON document a line. https://www.pulumi.com/docs/iac/using-pulumi/automation-api/ */
export function eventLog(file: string): EventLog {
  let sequence = 0;
  const write = (event: object) =>
    appendFileSync(
      file,
      `${JSON.stringify({ sequence: sequence++, timestamp: Math.floor(Date.now() / 1000), ...event })}\n`,
    );
  return {
    begun: step => write({ resourcePreEvent: { metadata: metadata(step) } }),
    done: step => write({ resOutputsEvent: { metadata: metadata(step) } }),
    failed: (message, urn = "") =>
      write({ diagnosticEvent: { urn, message: `${message}\n`, color: "never", severity: "error" } }),
    finished(steps, started) {
      const resourceChanges: Record<string, number> = {};
      for (const { op } of steps) resourceChanges[op] = (resourceChanges[op] ?? 0) + 1;
      const durationSeconds = Math.round((Date.now() - started) / 1000);
      write({ summaryEvent: { maybeCorrupt: false, durationSeconds, resourceChanges, PolicyPacks: {} } });
    },
  };
}

function metadata({ op, urn, type, old, now, changed }: Step): object {
  return {
    ...{ op, urn, type, old: told(old), new: told(now), provider: "", logical: true },
    ...(changed.length > 0 && {
      diffs: changed,
      detailedDiff: Object.fromEntries(changed.map(name => [name, { kind: kindOf(name, old, now), inputDiff: true }])),
    }),
  };
}

function kindOf(name: string, old: ResourceState | undefined, now: ResourceState | undefined): string {
  if (old?.inputs?.[name] === undefined) return "add";
  return now?.inputs?.[name] === undefined ? "delete" : "update";
}

/** A resource as events have it: a secret is named, and not told. */
function told(state: ResourceState | undefined): object | null {
  if (state === undefined) return null;
  const { urn, type, custom, id = "", parent = "", protect = false, retainOnDelete = false } = state;
  const hidden = (held: unknown) => plain(held) ?? "[secret]";
  const values = (held: ResourceState["inputs"] = {}) =>
    Object.fromEntries(
      Object.entries(held).map(([name, value]) => [name, isSecret(value) ? "[secret]" : hidden(value)]),
    );
  return {
    ...{ urn, type, custom, id, parent, protect, retainOnDelete, provider: "", initErrors: null },
    ...{ inputs: values(state.inputs), outputs: values(state.outputs) },
  };
}

const isSecret = (value: unknown) => JSON.stringify(value)?.includes("4dabf18193072939515e22adb298388d") ?? false;
