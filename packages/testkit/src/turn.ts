/** Lets everything that is due run. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
