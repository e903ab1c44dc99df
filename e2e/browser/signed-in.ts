import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test'
import type { TestPanel } from '../panel'

/** A browser in which somebody is signed in already. @param cookie the `cookie` header of a session, see createFirstAccount */
export async function signedIn(
  browser: Browser,
  panel: TestPanel,
  cookie: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options)
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return { name, value: value.join('='), url: panel.url }
    }),
  )
  return context
}
