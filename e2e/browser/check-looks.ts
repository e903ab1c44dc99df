import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

declare global {
  interface Window {
    axe?: typeof axe
  }
}

/** What is on the screen is accessible and fits, in both themes, on a school laptop and on a phone. */
export async function checkLooks(page: Page): Promise<void> {
  // axe runs in the main frame only, which is the whole of every page.
  expect(page.frames(), `${page.url()} has frames, which axe does not enter here`).toHaveLength(1)
  for (const colorScheme of ['dark', 'light'] as const) {
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1366, height: 768 },
    ]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(viewport)
      await settle(page)
      expect(await violations(page), `${page.url()}, ${colorScheme}, ${viewport.width}`).toEqual([])
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      expect(tooWide, `${page.url()} scrolls sideways at ${viewport.width}`).toBe(false)
    }
  }
}

/** All of axe's rules. Its program stays in the page: to bring it anew for each look takes ten times as long as to run it. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(axe.source)
  return page.evaluate(async () => {
    if (window.axe === undefined) throw new Error('the page was left while it was looked at')
    const found = await window.axe.run(document, { resultTypes: ['violations'] })
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}

/** Resolves once the page was laid out and painted as it is now, and nothing on it is on its way to another state. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    await painted()
    const ending = document
      .getAnimations()
      .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map((one) => one.finished))
    await painted()
  })
}
