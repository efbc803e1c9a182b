/** Where the state of a local cloud with deployed stages lies, unless told. */
export const STAGES = ".tributary/sst/cloud";
