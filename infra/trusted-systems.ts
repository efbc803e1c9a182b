/**
 * Systems whose identifiers name one person everywhere: a Patient of the data store and a row of the registry that share an
 * identifier become one person. `TRIBUTARY_TRUSTED_SYSTEMS` lists them at deployment, separated by blanks; none by default, and one
 * for the demonstration on this machine. Trust only systems that never share or reuse an identifier.
 */
const systems = /^local(-pipe)?$/.test($app.stage)
  ? ["urn:tributary:demo:person"]
  : (process.env.TRIBUTARY_TRUSTED_SYSTEMS ?? "").split(/\s+/).filter(system => system !== "");

/** What handlers look up: `{ systems }`. */
export const trustedSystems = new sst.Linkable("TrustedSystems", { properties: { systems } });
