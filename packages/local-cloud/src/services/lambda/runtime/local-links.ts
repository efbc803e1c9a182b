import { URL_PATH } from "../urls/url-config.ts";

const FUNCTION_URL = /https:\/\/([a-z0-9]+)\.lambda-url\.[\w-]+\.on\.aws(?![\w.-])/g;

/** An environment whose links lead to function URLs of this cloud, in place of AWS's. */
export function localLinks(environment: Readonly<Record<string, string>>, endpoint: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      name.startsWith("SST_RESOURCE_") ? value.replace(FUNCTION_URL, `${endpoint}${URL_PATH}$1`) : value,
    ]),
  );
}
