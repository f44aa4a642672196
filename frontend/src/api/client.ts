// The one way to the server: paths, parameters, bodies and answers are typed by the server's own description (schema.d.ts,
// made by `npm run client`). The header tells the server that a page of its own is asking: no other site's form can send it.
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { Problem, SittingView } from "./types";

/** Calls the server: `api.GET("/api/rounds/{slug}", { params: { path: { slug } } })`. */
export const api = createClient<paths>({ baseUrl: window.location.origin, headers: { "X-Hotseat": "1" } });

/** What the server says when it refuses: a sentence, every problem, and whatever else it sent (`view` on a conflict). */
export class ApiError extends Error {
  readonly status: number;
  readonly problems: Problem[];
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    const told = (typeof body === "object" && body !== null ? body : {}) as { message?: string; problems?: Problem[] };
    super(told.message ?? `The server answered ${status} without a word.`);
    this.status = status;
    this.problems = told.problems ?? [];
    this.body = body;
  }
}

/** The answer's data; a refusal is thrown as ApiError, and so is a server that cannot be reached. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call.catch(() => {
    throw new ApiError(0, { message: "The server does not answer. Is hotseat serve still running?" });
  });
  if (!response.ok) throw new ApiError(response.status, error);
  return data as T;
}

/** Takes a sitting in from the file that an export gave; the answer is the sitting as it stands now. */
export async function importSitting(file: Blob): Promise<SittingView> {
  const response = await fetch("/api/sittings/import", {
    method: "POST",
    body: file,
    headers: { "X-Hotseat": "1", "Content-Type": "application/octet-stream" },
  });
  const told: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, told);
  return told as SittingView;
}
