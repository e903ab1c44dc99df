import { afterAll, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '../panel'

let panel: TestPanel | undefined
afterAll(() => panel?.stop())

it(`starts on Node ${process.versions.node}, answers, and ends cleanly`, async () => {
  panel = await startPanel()
  const health = await fetch(`${panel.url}/api/health`)
  expect(health.status).toBe(200)
  const page = await fetch(panel.url, { redirect: 'follow' })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('BuzzCrate')
  expect(await panel.stop()).toBe(0)
  expect(panel.output()).not.toMatch(/\b(error|warning)\b/i)
})
