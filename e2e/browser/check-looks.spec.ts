import { expect, type Page, test } from '@playwright/test'
import { checkLooks } from './check-looks'

/** A page with nothing wrong, and what a case adds to it. */
const show = (page: Page, style: string, more = '') =>
  page.setContent(`<!doctype html><html lang="en"><title>Looks</title>
    <style>${style}</style><main><h1>Looks</h1><p>Some words.</p>${more}</main></html>`)

test('a page with nothing wrong passes', async ({ page }) => {
  await show(page, '')
  await checkLooks(page)
})

test('what is wrong at one size or in one theme only is found', async ({ page }) => {
  const pale = 'p { color: #999; background: #fff }'
  for (const condition of ['(max-width: 400px)', '(min-width: 1000px)']) {
    for (const colorScheme of ['dark', 'light']) {
      await show(page, `@media ${condition} and (prefers-color-scheme: ${colorScheme}) { ${pale} }`)
      await expect(checkLooks(page)).rejects.toThrow(/color-contrast: <p>Some words/)
    }
  }
})

test('what has no name is found, also when it came after a first look', async ({ page }) => {
  await show(page, '')
  await checkLooks(page)
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('button')))
  await expect(checkLooks(page)).rejects.toThrow(/button-name/)
})

test('a page that is too wide for a phone is found, and so is a frame', async ({ page }) => {
  await show(page, 'h1 { width: 900px }')
  await expect(checkLooks(page)).rejects.toThrow(/scrolls sideways at 360/)
  await show(page, '', '<iframe title="Another page" srcdoc="<p>Words"></iframe>')
  await expect(checkLooks(page)).rejects.toThrow(/has frames/)
})
