/**
 * AWS's command line, as far as docs/operate.md uses it: `aws <service> <operation> --option value… [--query PATH] [--output text]`,
 * by AWS's own clients. https://docs.aws.amazon.com/cli/latest/reference/
 */

const [service = "", operation = "", ...rest] = process.argv.slice(2);
const isEndpoint = (option: string) => option.startsWith("--endpoint-url=");
const endpoint = rest.find(isEndpoint)?.split("=")[1];
const options = rest.filter(option => !isEndpoint(option));
const pascal = (name: string) => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const given = new Map<string, string[]>();
for (const option of options) {
  if (option.startsWith("--")) given.set(option.slice(2), []);
  else [...given.values()].at(-1)?.push(option);
}
const query = given.get("query")?.[0];
for (const own of ["query", "output"]) given.delete(own);

const client = (await import(`@aws-sdk/client-${service}`)) as Record<string, new (input: object) => unknown>;
const Client = client[`${service.toUpperCase()}Client`] as new (
  input: object,
) => { send(command: unknown): Promise<object> };
const Command = client[`${pascal(operation)}Command`]!;
/** Lists by their names, numbers by their look: enough for the operations of the page. */
const parsed = (name: string, values: readonly string[]) =>
  name.endsWith("names") ? values : /^\d+$/.test(values[0] ?? "") ? Number(values[0]) : values[0];
const input = Object.fromEntries([...given].map(([name, values]) => [pascal(name), parsed(name, values)]));
const { $metadata, ...answer } = (await new Client({
  useQueueUrlAsEndpoint: false,
  ...(endpoint !== undefined && { endpoint }),
}).send(new Command(input))) as Record<string, unknown>;

const found = query
  ?.split(/[.[\]]+/)
  .filter(Boolean)
  .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], answer);
process.stdout.write(`${query === undefined ? JSON.stringify(answer, undefined, 4) : String(found ?? "None")}\n`);
