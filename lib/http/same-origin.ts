import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'

/**
 * Refuses a changing request that another site's page sent (CSRF). Browsers say where a request comes from by
 * `Sec-Fetch-Site` and `Origin`; a client without both is no browser and has no cookie that a page could ride on.
 */
export function assertSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  const bySite = site === null || site === 'same-origin' || site === 'none'
  if (bySite && (origin === null || hostOf(origin) === host || isOwnAddress(origin))) return
  throw new AppError('cross-origin', { userMessage: 'This request came from another site and was refused.' })
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined)

/** The address that people type, behind a proxy that says another. */
function isOwnAddress(origin: string): boolean {
  const { BUZZCRATE_URL } = env()
  return BUZZCRATE_URL !== undefined && hostOf(origin) === hostOf(BUZZCRATE_URL)
}
