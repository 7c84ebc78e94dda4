/**
 * Headers the edge adds, removes and trusts.
 *
 * The app sees the visitor's address in X-Forwarded-For. We replace whatever the visitor sent, because an app that
 * trusts the first entry would otherwise trust the visitor.
 */

export const HSTS_MAX_AGE_S = 31_536_000;

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export interface Visitor {
  address: string;
  country: string;
  tls: boolean;
}

export function requestHeaders(incoming: Headers, visitor: Visitor, requestId: string): Headers {
  const outgoing = new Headers();
  incoming.forEach((value, name) => {
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !lower.startsWith("x-quayside-")) outgoing.append(name, value);
  });
  outgoing.set("X-Forwarded-For", visitor.address);
  outgoing.set("X-Forwarded-Proto", visitor.tls ? "https" : "http");
  outgoing.set("X-Quayside-Country", visitor.country);
  outgoing.set("X-Request-Id", requestId);
  return outgoing;
}

export type CacheResult = "hit" | "miss" | "stale" | "bypass";

/** `X-Quayside-Cache: bypass; reason=set-cookie` answers "why is this not cached" without a support ticket. */
export function responseHeaders(fromApp: Headers, result: CacheResult, reason: string | null, forceHttps: boolean): Headers {
  const outgoing = new Headers(fromApp);
  HOP_BY_HOP.forEach((name) => outgoing.delete(name));
  outgoing.set("X-Quayside-Cache", reason === null ? result : `${result}; reason=${reason}`);
  if (forceHttps && !outgoing.has("Strict-Transport-Security")) {
    outgoing.set("Strict-Transport-Security", `max-age=${HSTS_MAX_AGE_S}`);
  }
  return outgoing;
}

export function bypassReason(response: Headers, method: string, status: number): string | null {
  if (method !== "GET" && method !== "HEAD") return "method";
  if (response.has("Set-Cookie")) return "set-cookie";
  const control = (response.get("Cache-Control") ?? "").toLowerCase();
  if (/\b(no-store|private|no-cache)\b/.test(control)) return "cache-control";
  if (!control.includes("public")) return "not-public";
  if ((response.get("Vary") ?? "").trim() === "*") return "vary";
  if (![200, 203, 301, 308, 404, 410].includes(status)) return "status";
  return null;
}
