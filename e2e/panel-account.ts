import type { TestPanel } from '@/e2e/panel'

export interface TestPerson {
  name: string
  email: string
  password: string
}

/** Whoever makes the first account of a test's panel, an admin. */
export const ADA: TestPerson = { name: 'Ada', email: 'ada@example.org', password: 'four random test words' }

/** Makes the first account by the panel's one-time link; returns the `cookie` header of its session. */
export async function createFirstAccount(panel: TestPanel, person: TestPerson = ADA): Promise<string> {
  return createAccountByLink(panel.url, panel.setupUrl ?? '', person)
}

/** The same for a panel at any address. @param link the one-time link, or its end from `#` */
export async function createAccountByLink(base: string, link: string, person: TestPerson): Promise<string> {
  const token = link.slice(link.indexOf('#token=') + '#token='.length)
  return cookieOf(await post(base, '/api/setup', { token, ...person }))
}

/** Signs in; returns the `cookie` header of the new session. */
export async function signIn(panel: TestPanel, { email, password }: TestPerson = ADA): Promise<string> {
  return cookieOf(await post(panel.url, '/api/auth/sign-in', { email, password }))
}

async function post(base: string, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return response
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
