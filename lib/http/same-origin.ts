import { env } from '@/lib/core/env'
import { AppError } from '@/lib/core/errors'

/**
 * Refuses a changing request that another site's page sent (CSRF). Browsers say where a request comes from by
 * `Sec-Fetch-Site` and `Origin`; a client without both is no browser and has no cookie that a page could ride on.
 */
export function assertSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const { BUZZCRATE_URL } = env()
  const hosts = [
    headers.get('x-forwarded-host') ?? headers.get('host'),
    ...(BUZZCRATE_URL === undefined ? [] : [new URL(BUZZCRATE_URL).host]),
  ]
  const bySite = site === null || site === 'same-origin' || site === 'none'
  const byOrigin = origin === null || (URL.canParse(origin) && hosts.includes(new URL(origin).host))
  if (bySite && byOrigin) return
  throw new AppError('cross-origin', { userMessage: 'This request came from another site and was refused.' })
}
