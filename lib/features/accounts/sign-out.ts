import { auth } from './auth'

/** Ends the session of these headers. Returns the `set-cookie` headers that remove its cookies. */
export async function signOut(headers: Headers): Promise<readonly string[]> {
  const answers = await Promise.all(
    [true, false].map((secure) => auth({ secure }).api.signOut({ headers, returnHeaders: true })),
  )
  return answers.flatMap((answer) => answer.headers.getSetCookie())
}
