/**
 * Answers ACME HTTP-01 challenges at the edge, before redirects, before access rules and before the app.
 *
 * Order matters: "force HTTPS" once answered the challenge with a 301 to a host that had no certificate yet.
 */

export const CHALLENGE_PREFIX = "/.well-known/acme-challenge/";
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

export interface ChallengeStore {
  get(host: string, token: string): Promise<string | null>;
}

export async function answerChallenge(request: Request, store: ChallengeStore): Promise<Response | null> {
  const url = new URL(request.url);
  if (!url.pathname.startsWith(CHALLENGE_PREFIX)) return null;

  const token = url.pathname.slice(CHALLENGE_PREFIX.length);
  if (!TOKEN.test(token)) return new Response("bad token", { status: 400 });

  const answer = await store.get(url.hostname, token);
  // An app may run its own ACME client for a service of its own: what we don't know goes on to the app.
  if (answer === null) return null;

  return new Response(answer, {
    status: 200,
    headers: { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" },
  });
}

export function redirectToHttps(request: Request, forceHttps: boolean): Response | null {
  const url = new URL(request.url);
  if (!forceHttps || url.protocol === "https:") return null;
  url.protocol = "https:";
  // 308 keeps the method: a POST stays a POST. Old clients that only know 301 are rarer than broken forms.
  return Response.redirect(url.toString(), 308);
}
