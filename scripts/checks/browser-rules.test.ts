import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { checkBrowserRules } from './browser-rules'

it('lets browser tests go to pages in one way only', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-browser-'))
  const files = {
    'e2e/browser/open.ts': 'await page.goto(address)',
    'e2e/browser/a.spec.ts':
      'await open(page, url)\nawait page.goto(url)\nawait page.reload()\nawait page.waitForTimeout(5)',
    'e2e/panel/b.ts': 'await page.goto(url)',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
  const problems = checkBrowserRules(root, Object.keys(files))
  rmSync(root, { recursive: true })
  expect(problems.map((problem) => problem.split(': ')[0])).toEqual([
    'e2e/browser/a.spec.ts:2',
    'e2e/browser/a.spec.ts:3',
    'e2e/browser/a.spec.ts:4',
  ])
})
