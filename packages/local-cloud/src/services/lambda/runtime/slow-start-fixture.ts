/** A handler whose module takes a while to load, and says so. */
console.log("begins");
for (let turn = 0; turn < 50_000; turn++) await new Promise(resolve => setImmediate(resolve));
console.log("has loaded");

export async function start(): Promise<string> {
  return "started";
}
