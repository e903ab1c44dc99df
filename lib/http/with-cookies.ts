/** A JSON answer (204 without data) that sets cookies. */
export function withCookies(cookies: readonly string[], data?: unknown): Response {
  const response = data === undefined ? new Response(null, { status: 204 }) : Response.json(data)
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}
