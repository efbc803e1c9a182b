type Step = string | number | typeof EVERY;

const EVERY = Symbol("every");
const STEP = /\.([\w-]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\]|\.\*|\[\*\]/y;

const stepsByPath = new Map<string, readonly Step[] | undefined>();

/** Whether a text is a path that `selectPath` reads: `$`, then `.name`, `['name']`, `[0]` or `[*]`. */
export function isPath(path: string): boolean {
  return readPath(path) !== undefined;
}

/** The value at a path; undefined if missing. A path with `[*]` returns an array. */
export function selectPath(value: unknown, path: string, open: (value: unknown) => unknown = unopened): unknown {
  const steps = readPath(path);
  if (!steps) return undefined;
  let values = [value];
  for (const step of steps) {
    const parents = values.map(open).filter(isObject);
    if (parents.length === 0) return undefined;
    values = parents.flatMap(parent => members(parent, step)).filter(member => member !== undefined);
  }
  return steps.includes(EVERY) ? values : values[0];
}

function members(parent: object, step: Step): unknown[] {
  if (step === EVERY) return Object.values(parent);
  if (Array.isArray(parent)) return typeof step === "number" ? [parent[step]] : [];
  return Object.hasOwn(parent, step) ? [(parent as Record<string, unknown>)[step]] : [];
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function unopened(value: unknown): unknown {
  return value;
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
