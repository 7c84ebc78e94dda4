/** `quay deploy`: upload or name a commit, follow the build, and exit with a code a pipeline can use. */

import { api } from "./api";
import { config } from "./config";

export const EXIT = { ok: 0, usage: 2, buildFailed: 10, healthFailed: 11, cancelled: 12, api: 20 } as const;

const POLL_MS = 2_000;
const FOLLOW_LIMIT_MIN = 75; // longest build (60 min) and rollout, with some room

export interface DeployOptions {
  app: string;
  commit?: string;
  noCache: boolean;
  detach: boolean;
}

interface DeployState {
  id: string;
  status: "queued" | "building" | "checking" | "live" | "failed" | "cancelled" | "rolled_back";
  code?: string;
  message?: string;
  lastProbe?: string;
}

export async function deploy(options: DeployOptions, print: (line: string) => void): Promise<number> {
  const started = await api.post<DeployState>(`/v1/apps/${options.app}/deploys`, {
    commit: options.commit ?? config.currentCommit(),
    no_cache: options.noCache,
  });
  print(`deploy ${started.id} started`);
  if (options.detach) return EXIT.ok;
  return follow(options.app, started.id, print);
}

async function follow(app: string, id: string, print: (line: string) => void): Promise<number> {
  const end = Date.now() + FOLLOW_LIMIT_MIN * 60_000;
  let last = "";
  while (Date.now() < end) {
    const state = await api.get<DeployState>(`/v1/apps/${app}/deploys/${id}`);
    if (state.status !== last) print(`status: ${state.status}`);
    last = state.status;
    if (state.status === "live") return EXIT.ok;
    if (state.status === "cancelled") return EXIT.cancelled;
    if (state.status === "failed" || state.status === "rolled_back") return explain(state, print);
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
  print("still running, follow it with: quay deploys --watch");
  return EXIT.api;
}

function explain(state: DeployState, print: (line: string) => void): number {
  print(`error ${state.code}: ${state.message}`);
  if (state.lastProbe) print(state.lastProbe);
  if (state.code === "QS-4312") {
    print("hint: quay logs --release latest --process web shows what the app printed while it was probed");
    return EXIT.healthFailed;
  }
  return state.code?.startsWith("QS-20") ? EXIT.buildFailed : EXIT.healthFailed;
}
