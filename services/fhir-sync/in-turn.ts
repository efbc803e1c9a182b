/** Works on a thing when it is its key's turn; resolves when that is done. */
export type TakeInTurn<Thing> = (
  key: string,
  thing: Thing,
  /** Works on things of one key, in their order. */
  work: (things: readonly Thing[]) => Promise<void>,
) => Promise<void>;

type Failure = { readonly error: unknown } | undefined;

interface Group<Thing> {
  readonly things: Thing[];
  readonly failures: Promise<readonly Failure[]>;
}

/**
 * Serializes work per key. Things that arrive while earlier ones are in progress, or during `gather`, are worked on together.
 * If a group fails, each of its things is tried alone, so that each fails only for itself.
 */
export function inTurn<Thing>(gather: () => Promise<void>): TakeInTurn<Thing> {
  const waiting = new Map<string, Group<Thing>>();
  const last = new Map<string, Promise<unknown>>();

  return async (key, thing, work) => {
    const group = waiting.get(key) ?? begin(key, work);
    const index = group.things.push(thing) - 1;
    const failure = (await group.failures)[index];
    if (failure) throw failure.error;
  };

  function begin(key: string, work: (things: readonly Thing[]) => Promise<void>): Group<Thing> {
    const things: Thing[] = [];
    const failures = (async () => {
      await Promise.allSettled([last.get(key), gather()]);
      waiting.delete(key);
      return await doAll(things, work);
    })();
    const group = { things, failures };
    waiting.set(key, group);
    const done = failures.finally(() => last.get(key) === done && last.delete(key));
    last.set(key, done);
    return group;
  }
}

async function doAll<Thing>(
  things: readonly Thing[],
  work: (things: readonly Thing[]) => Promise<void>,
): Promise<readonly Failure[]> {
  const together = await failureOf(work(things));
  if (things.length === 1 || together === undefined) return things.map(() => together);
  const failures: Failure[] = [];
  for (const thing of things) failures.push(await failureOf(work([thing])));
  return failures;
}

async function failureOf(working: Promise<void>): Promise<Failure> {
  return await working.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}
