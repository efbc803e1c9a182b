/** Takes a thing of a key when it is the key's turn; resolves when it is done. */
export type TakeInTurn<Thing> = (
  key: string,
  thing: Thing,
  /** Does what is to be done for things of one key, in their order. */
  work: (things: readonly Thing[]) => Promise<void>,
) => Promise<void>;

type Failure = { readonly error: unknown } | undefined;

interface Group<Thing> {
  readonly things: Thing[];
  readonly failures: Promise<readonly Failure[]>;
}

/**
 * Things of one key, one after the other: what comes while another is at work, or `gather` lasts, is done together with what
 * waits with it. What fails together is done one by one, so that each fails for itself alone.
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
