/** The resource of the event in a message; undefined for other events. */
export function toldResource(body: string): { readonly resourceType: string; readonly id?: unknown } | undefined {
  const event = fieldsOf(body) as {
    readonly detail?: { readonly data?: { readonly key?: { resourceType?: unknown; id?: unknown } } };
  };
  const { resourceType, id } = event.detail?.data?.key ?? {};
  return typeof resourceType === "string" ? { resourceType, id } : undefined;
}

function fieldsOf(line: string): object {
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === "object" && fields !== null ? fields : {};
  } catch {
    return {}; // Not an event.
  }
}
