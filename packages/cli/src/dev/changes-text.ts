/** The resources that a deployment touched, by name. */
interface Changes {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
}

/** A new service has about twenty resources: a line names the first of them. */
const NAMED = 8;

/** What a deployment changed, in a line; empty where nothing. All that is removed is named, since its data go with it. */
export const changesText = ({ created, updated, removed }: Changes): string =>
  [...said("created", created, NAMED), ...said("updated", updated, NAMED), ...said("removed", removed)].join("; ");

function said(what: string, names: readonly string[], most = names.length): string[] {
  if (names.length === 0) return [];
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return [`${what} ${names.slice(0, most).join(", ")}${more}`];
}
