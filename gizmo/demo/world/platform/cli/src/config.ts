/** Where the CLI finds its token and its app: flags, then environment, then files. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const TOKEN_FILE = join(homedir(), ".config", "quayside", "token");
const PROJECT_FILE = "quayside.yaml";

export class ConfigError extends Error {}

function tokenFromFile(): string | null {
  if (!existsSync(TOKEN_FILE)) return null;
  // Like ssh: a token that others on the machine can read is not used.
  if ((statSync(TOKEN_FILE).mode & 0o077) !== 0) {
    throw new ConfigError(`${TOKEN_FILE} is readable by others, run: chmod 600 ${TOKEN_FILE}`);
  }
  return readFileSync(TOKEN_FILE, "utf-8").trim();
}

export const config = {
  /** CI systems set QUAYSIDE_TOKEN; a person has logged in with `quay login`. */
  token(): string {
    const token = process.env.QUAYSIDE_TOKEN ?? tokenFromFile();
    if (!token) throw new ConfigError("not logged in: run `quay login`, or set QUAYSIDE_TOKEN");
    return token;
  },

  app(flag?: string): string {
    if (flag) return flag;
    if (process.env.QUAYSIDE_APP_SLUG) return process.env.QUAYSIDE_APP_SLUG;
    if (existsSync(PROJECT_FILE)) {
      const match = /^app:\s*([a-z0-9-]+)\s*$/m.exec(readFileSync(PROJECT_FILE, "utf-8"));
      if (match) return match[1];
    }
    throw new ConfigError("which app? use --app, or put `app: <slug>` into quayside.yaml");
  },

  currentCommit(): string {
    return execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf-8" }).trim();
  },
};
