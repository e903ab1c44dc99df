import { env } from '@/lib/core/env'

/** The name or address under which a browser found this panel, as in a URL: what an admin set, else what it asked for. */
export function panelHost(headers: Headers): string {
  const asked = `http://${headers.get('host') ?? ''}`
  const url = env().BUZZCRATE_URL ?? asked
  return URL.canParse(url) ? new URL(url).hostname : 'localhost'
}
