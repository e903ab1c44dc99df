import { env } from '@/lib/core/env'

/** Where this panel is, as a URL without a path: what an admin set, else what the browser asked for. */
export function panelOrigin(headers: Headers): string {
  const proto = headers.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https' ? 'https' : 'http'
  const asked = `${proto}://${headers.get('x-forwarded-host') ?? headers.get('host') ?? ''}`
  const url = env().BUZZCRATE_URL ?? asked
  return URL.canParse(url) ? new URL(url).origin : 'http://localhost'
}

/** The name or address under which a browser found this panel, as in a URL: what an admin set, else what it asked for. */
export function panelHost(headers: Headers): string {
  const asked = `http://${headers.get('host') ?? ''}`
  const url = env().BUZZCRATE_URL ?? asked
  return URL.canParse(url) ? new URL(url).hostname : 'localhost'
}
