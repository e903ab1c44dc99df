import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { runOnceMore } from './once-more'
import { runVitest } from './run-files'

const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-once-more-'))
afterAll(() => rmSync(folder, { recursive: true }))

const files = {
  'vitest.config.mjs': `export default { test: { projects: [{ test: { name: 'tiny', include: ['*.test.mjs'] } }] } }`,
  'fails-once.test.mjs': `
    import { existsSync, writeFileSync } from 'node:fs'
    import { expect, it } from 'vitest'
    it('is fine', () => {})
    it('needs a second try', () => {
      const before = existsSync('tried')
      writeFileSync('tried', '')
      expect(before, 'somebody was here before').toBe(true)
    })`,
  'fails-always.test.mjs': `
    import { it } from 'vitest'
    it('cannot', () => { throw new Error('never works') })
    it.skip('is left out', () => {})`,
  'passes.test.mjs': `
    import { it } from 'vitest'
    it('works', () => {})`,
}

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
})

it('counts a file that passes alone as passed, and keeps its first failure in full', {
  timeout: scaledMs(60_000),
}, async () => {
  const said: string[] = []
  const say = (line: string) => said.push(line)
  const outcome = await runVitest(['tiny'], { root: folder, filter: [], say, name: 'tiny' })
  expect(outcome).toMatchObject({ passed: 2, failed: 2, skipped: 1 })
  expect(outcome.failedFiles?.map(({ name }) => name).sort()).toEqual(['fails-always.test.mjs', 'fails-once.test.mjs'])

  said.length = 0
  const { rows, wentWrongOnce } = await runOnceMore([{ name: 'unit', ms: 0, busy: 0, outcome }], say)
  expect(rows[0]?.outcome).toMatchObject({ passed: 3, failed: 1, skipped: 1 })
  expect(rows[0]?.outcome.failedFiles?.map(({ name }) => name)).toEqual(['fails-always.test.mjs'])
  expect(wentWrongOnce).toHaveLength(1)
  expect(wentWrongOnce[0]).toMatch(/^unit: .*fails-once\.test\.mjs > needs a second try\n.*somebody was here before/s)
  // Each alone, and nothing that had passed.
  expect(said.filter((line) => line.includes('== once more'))).toHaveLength(2)
  expect(said.filter((line) => /Test Files/.test(line))).toHaveLength(2)
  expect(said.join('\n')).not.toContain('passes.test.mjs')
})

it('leaves what failed outside of files as it is', async () => {
  const outcome = { passed: 1, failed: 1, skipped: 0, failures: ['it ended without a report'] }
  const { rows, wentWrongOnce } = await runOnceMore([{ name: 'static', ms: 0, busy: 0, outcome }], () => undefined)
  expect(rows[0]?.outcome).toMatchObject(outcome)
  expect(wentWrongOnce).toEqual([])
})
