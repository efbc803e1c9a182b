/** Waits for one turn of the event loop, in which everything due runs. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
