/** The lines by which a program calls a service's component. */
export interface ProgramLines {
  readonly importLine: string;
  readonly callLine: string;
}

const importOfService = /^import \{ (\w+) \} from "(\.\.\/services\/[\w-]+\/infra\.ts)";$/;

/** The lines for a service, given the name of the program's bus. */
export const programLines = (service: string, component: string, bus: string): ProgramLines => ({
  importLine: `import { ${component} } from "../services/${service}/infra.ts";`,
  callLine: `${component}(${bus});`,
});

/**
 * The program with the call of one more service after those that it has, given the bus that they are given. Undefined where the
 * program is written in another way, or uses the component's name already.
 */
export function withService(program: string, service: string, component: string): string | undefined {
  if (program.includes("\r\n"))
    return withService(program.replaceAll("\r\n", "\n"), service, component)?.replaceAll("\n", "\r\n");
  if (new RegExp(`\\b${component}\\b`).test(program.replaceAll(/"[^"\n]*"/g, ""))) return undefined;
  const lines = program.split("\n");
  const imports = lines.flatMap((line, index) => {
    const [, name, path] = importOfService.exec(line) ?? [];
    return name === undefined || path === undefined ? [] : [{ name, path, index }];
  });
  const calls = lines.flatMap((line, index) => {
    const [, name, bus] = /^(?:const \w+ = )?(\w+)\((\w+)(?:, .*)?\);$/.exec(line) ?? [];
    return imports.some(each => each.name === name) && bus !== undefined ? [{ bus, index }] : [];
  });
  const last = calls.at(-1);
  if (last === undefined) return undefined;
  const { importLine, callLine } = programLines(service, component, last.bus);
  lines.splice(last.index + 1, 0, callLine);
  const path = `../services/${service}/infra.ts`;
  const next = imports.find(each => each.path > path)?.index ?? imports.at(-1)!.index + 1;
  lines.splice(next, 0, importLine);
  return lines.join("\n");
}
