import { expect, type Page } from '@playwright/test'
import { scaledMs } from '@/lib/testing/pace'

const AWAKE_MS = scaledMs(30_000)

/**
 * Goes to a page, and resolves once it is where it leads to and its script is at work: what is clicked before that is
 * lost. A page that may leave by itself at that moment, as after its session ended, must first be seen to have left.
 */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await awake(page)
}

/** Loads the page anew; otherwise as `open`. */
export async function reopen(page: Page): Promise<void> {
  await page.reload()
  await awake(page)
}

/** Resolves once the page's script is at work: until then its buttons are off (components/ui/button.tsx). */
export async function awake(page: Page): Promise<void> {
  await expect(page.locator('[data-asleep]'), `the script of ${page.url()} is at work`).toHaveCount(0, {
    timeout: AWAKE_MS,
  })
}

/** Goes to a page whose script is held back, as on a slow line. @returns lets the script come, and waits for it */
export async function openAsleep(page: Page, address: string): Promise<() => Promise<void>> {
  let come = () => {}
  const held = new Promise<void>((resolve) => {
    come = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto(address, { waitUntil: 'commit' })
  return async () => {
    come()
    await awake(page)
  }
}
