/** Gives away together what came in the same turn of the event loop, when that turn is over. */
export function gatherTurn<Thing>(send: (all: readonly Thing[]) => void): (thing: Thing) => void {
  let gathered: Thing[] = [];
  return thing => {
    if (gathered.push(thing) > 1) return;
    setImmediate(() => {
      const all = gathered;
      gathered = [];
      send(all);
    });
  };
}
