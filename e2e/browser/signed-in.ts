import AxeBuilder from '@axe-core/playwright'
import { type Browser, type BrowserContext, type BrowserContextOptions, expect, type Page } from '@playwright/test'
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

/** What is on the screen is accessible and fits, in both themes, on a school laptop and on a phone. */
export async function checkLooks(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1366, height: 768 },
    ]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(viewport)
      const { violations } = await new AxeBuilder({ page }).analyze()
      const seen = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
      expect(seen, `${page.url()}, ${colorScheme}, ${viewport.width}`).toEqual([])
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      expect(tooWide, `${page.url()} scrolls sideways at ${viewport.width}`).toBe(false)
    }
  }
}
