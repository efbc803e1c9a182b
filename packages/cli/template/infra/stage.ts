/** Data outlive a deployment and refuse deletion; other stages disappear with `sst remove`. */
export const production = $app.stage === "production";
