import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { startMainJob } from "../main-job.ts";

const HELP = `npm run soak -- [--starts 20] [--kills 30] [--resources 1000] [--minutes 90] [--seed <n>]

Runs the main job from scratch again and again beside two busy loops, each time to exit code 0; then kills it (kill -9) at
random moments on one storage and starts it once more: every version has its event, applied, and nothing is set aside.
Prints figures; exit 1 on a failure. Stops by itself when its minutes are over, which is a failure, too.`;

const { values } = parseArgs({
  options: {
    ...{ starts: { type: "string", default: "20" }, kills: { type: "string", default: "30" } },
    ...{ resources: { type: "string", default: "1000" }, minutes: { type: "string", default: "90" } },
    ...{ seed: { type: "string", default: String(Date.now() % 1_000_000) }, help: { type: "boolean", default: false } },
  },
});

/** Longest that one start may take, in milliseconds: settling gives up after two minutes without progress. */
const START_MS = 8 * 60_000;
const KILL_WITHIN_MS = [300, 7_000] as const;
const BUSY_LOOPS = 2;

const folder = mkdtempSync(join(tmpdir(), "tributary-soak-"));
const ends = performance.now() + Number(values.minutes) * 60_000;
const say = (text: string) => void process.stdout.write(`${text}\n`);
const left = () => Math.max(0, Math.min(START_MS, ends - performance.now()));
let random = Number(values.seed) >>> 0;

/** Between 0 and 1, the same for the same seed. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chance(): number {
  random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
  return random / 2 ** 32;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a start to its end, or kills it when its time is over. */
async function toTheEnd(...options: string[]): Promise<Ended> {
  const { child, said, ended } = startMainJob("--once", "--quiet", "--json", ...options);
  const overdue = new AbortController();
  void setTimeout(left(), undefined, { signal: overdue.signal }).then(
    () => child.kill("SIGKILL"),
    () => {},
  );
  const [code] = await ended;
  overdue.abort();
  return { code, ...said };
}

/** Starts from scratch; how many failed. */
async function startAgainAndAgain(count: number): Promise<number> {
  const seconds: number[] = [];
  let failures = 0;
  for (let number = 1; number <= count && left() > 0; number++) {
    const began = performance.now();
    const { code, out, err } = await toTheEnd("--fresh", "--storage", join(folder, "fresh"));
    seconds.push((performance.now() - began) / 1_000);
    say(`start ${number} of ${count}: exit ${code} after ${seconds.at(-1)?.toFixed(1)} s`);
    if (code === 0) continue;
    failures++;
    say(`${err}${out}`);
  }
  const sorted = seconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]?.toFixed(1);
  say(
    `${seconds.length - failures} of ${count} starts with exit 0; median ${median} s, longest ${sorted.at(-1)?.toFixed(1)} s`,
  );
  return failures + count - seconds.length;
}

/** Kills at random moments, then starts once more; how much was wrong. */
async function killAgainAndAgain(count: number): Promise<number> {
  const options = ["--resources", values.resources, "--storage", join(folder, "killed")];
  let killed = 0;
  for (let number = 1; killed < count && left() > 0; number++) {
    const { child, said, ended } = startMainJob("--once", ...options);
    const [least, most] = KILL_WITHIN_MS;
    const after = Math.round(least + chance() * (most - least));
    await Promise.race([ended, setTimeout(after)]);
    child.kill("SIGKILL");
    const [code, signal] = await ended;
    if (signal === "SIGKILL") killed++;
    const progress = said.err.trimEnd().split("\n").at(-1)?.split(" | ")[0] ?? "";
    say(
      `start ${number}, kill ${killed} of ${count}: ${signal ?? `had ended with exit ${code}`} after ${after} ms: ${progress}`,
    );
  }
  const { code, out, err } = await toTheEnd(...options);
  const { types = {}, setAside = [], changes = {} } = parse(out);
  const sum = (name: string) => Object.values(types).reduce((all, counts) => all + Number(counts[name] ?? 0), 0);
  const [history, published, applied] = ["written", "published", "applied"].map(sum);
  say(`${killed} kills, one restart: exit ${code}; history ${history}, published ${published}, applied ${applied}`);
  say(`registry: ${JSON.stringify(changes)}; set aside: ${JSON.stringify(setAside)}`);
  const isWhole = code === 0 && history !== 0 && history === published && history === applied && setAside.length === 0;
  if (!isWhole) say(`${err}${out}`);
  return isWhole && killed >= count ? 0 : 1;
}

interface Summary {
  readonly types?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly setAside?: readonly unknown[];
  readonly changes?: object;
}

function parse(text: string): Summary {
  try {
    return JSON.parse(text);
  } catch {
    return {}; // It ended before its summary.
  }
}

if (values.help) say(HELP);
else {
  const loops = Array.from({ length: BUSY_LOOPS }, () => new Worker("for (;;);", { eval: true }));
  say(`seed ${values.seed}, ${BUSY_LOOPS} busy loops, at most ${values.minutes} minutes`);
  const failedStarts = await startAgainAndAgain(Number(values.starts));
  const wrong = await killAgainAndAgain(Number(values.kills));
  await Promise.all(loops.map(loop => loop.terminate()));
  rmSync(folder, { recursive: true, force: true });
  const isOver = performance.now() > ends;
  if (isOver) say("The time was over before the end.");
  process.exitCode = failedStarts + wrong > 0 || isOver ? 1 : 0;
  say(process.exitCode === 0 ? "soak: passed" : "soak: failed");
}
