/**
 * Sends things in one call. When DynamoDB refuses that call, because one of them is not valid, it sends each in a call of its
 * own, so that none fails with another.
 */
export async function sendTogether<Thing extends { readonly fail: (error: unknown) => void }>(
  things: readonly Thing[],
  send: (things: readonly Thing[]) => Promise<void>,
): Promise<void> {
  try {
    await send(things);
  } catch (error) {
    const isRefused = error instanceof Error && error.name === "ValidationException";
    if (isRefused && things.length > 1) await Promise.all(things.map(thing => sendTogether([thing], send)));
    else for (const { fail } of things) fail(error);
  }
}
