type Step = string | number | typeof EVERY;

const EVERY = Symbol("every");
const STEP = /\.([\w-]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\]|\.\*|\[\*\]/y;

const stepsByPath = new Map<string, readonly Step[] | undefined>();

/** Whether a text is a path that `selectPath` reads: `$`, then `.name`, `['name']`, `[0]` or `[*]`. */
export function isPath(path: string): boolean {
  return readPath(path) !== undefined;
}

/** What stands at a path in a value; undefined when nothing does. A path with `[*]` gives an array. */
export function selectPath(value: unknown, path: string): unknown {
  const steps = readPath(path);
  return steps && select(value, steps);
}

function select(value: unknown, [step, ...rest]: readonly Step[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  if (step === EVERY)
    return Object.values(value)
      .map(item => select(item, rest))
      .filter(item => item !== undefined);
  if (Array.isArray(value)) return typeof step === "number" ? select(value[step], rest) : undefined;
  return Object.hasOwn(value, step) ? select((value as Record<string, unknown>)[step], rest) : undefined;
}

function readPath(path: string): readonly Step[] | undefined {
  if (stepsByPath.has(path)) return stepsByPath.get(path);
  if (stepsByPath.size >= 1000) stepsByPath.clear();
  const steps = parsePath(path);
  stepsByPath.set(path, steps);
  return steps;
}

function parsePath(path: string): readonly Step[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(path);
    if (!found) return undefined;
    const [, dotted, single, double, index] = found;
    steps.push(index !== undefined ? Number(index) : (dotted ?? single ?? double ?? EVERY));
  }
  return steps;
}
