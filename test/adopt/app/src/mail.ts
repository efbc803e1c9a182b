/** Mails the host of a guest who has arrived; how is not shown here. */
export async function send(): Promise<void> {}
