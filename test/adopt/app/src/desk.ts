/** Takes a booking; what it does with it is not shown here. */
export async function handle(): Promise<void> {}
