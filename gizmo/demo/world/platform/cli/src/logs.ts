/** `quay logs`: search and follow. Times are printed in the local zone with their offset; the API speaks UTC. */

import { api } from "./api";

export interface LogOptions {
  app: string;
  since: string; // "15m", "2h", "1d"
  process?: string;
  request?: string;
  release?: string;
  follow: boolean;
}

interface LogLine {
  at: string;
  process: string;
  instance: string;
  text: string;
}

const MAX_LINES = 10_000;
const FOLLOW_EVERY_MS = 3_000; // a log query costs 5 of the API limit, so 100 per minute and follower

const UNIT_S: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 };

export function seconds(text: string): number {
  const match = /^(\d+)([smhd])$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a duration, write for example 15m, 2h or 1d`);
  return Number(match[1]) * UNIT_S[match[2]];
}

function query(options: LogOptions, from: Date): string {
  const parameters = new URLSearchParams({ from: from.toISOString(), limit: String(MAX_LINES) });
  if (options.process) parameters.set("process", options.process);
  if (options.request) parameters.set("request_id", options.request);
  if (options.release) parameters.set("release", options.release);
  return `/v1/apps/${options.app}/logs?${parameters}`;
}

export async function logs(options: LogOptions, print: (line: string) => void): Promise<void> {
  let from = new Date(Date.now() - seconds(options.since) * 1000);
  do {
    const lines = await api.get<LogLine[]>(query(options, from));
    for (const line of lines) print(`${line.at} ${line.process}.${line.instance} ${line.text}`);
    if (lines.length > 0) from = new Date(new Date(lines[lines.length - 1].at).getTime() + 1);
    if (options.follow) await new Promise((resume) => setTimeout(resume, FOLLOW_EVERY_MS));
  } while (options.follow);
}
