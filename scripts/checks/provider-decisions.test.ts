import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkProviderDecisions } from './provider-decisions'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-decisions-'))
  for (const id of ['boards', 'practice']) mkdirSync(path.join(root, 'lib/providers', id), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Writes one file and returns what is found in it. */
function check(file: string, text: string): readonly string[] {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
  return checkProviderDecisions(root, [file])
}

it.each([
  `if (cluster.provider === 'practice') close()`,
  `const real = 'practice' !== row.provider`,
  `switch (id) { case 'boards': break }`,
  `where: { provider: 'practice' }`,
  `const REAL = { provider: { not: 'practice' } }`,
  `type Provider = 'boards' | 'practice'`,
  `['boards', 'linode'].includes(provider)`,
  `const STEPS = {\n  boards: ['machines'],\n  practice: ['size'],\n}`,
])('finds %j outside the folders of providers only', (text) => {
  expect(check('lib/features/clusters/step.ts', text)).not.toEqual([])
  expect(check('components/tile.tsx', text)).not.toEqual([])
  expect(check('lib/providers/practice/step.ts', text)).toEqual([])
  expect(check('components/create-cluster/providers/boards/step.tsx', text)).toEqual([])
  expect(check('e2e/browser/steps.spec.ts', text)).toEqual([])
})

it('lets be what only has such a name', () => {
  const text = `paths.newCluster({ where: 'practice' }); derivedKey(key, 'practice'); <Badge tone="practice" />`
  expect(check('components/tile.tsx', text)).toEqual([])
})

it('finds no such decision in the panel', () => {
  expect(checkProviderDecisions(path.resolve(import.meta.dirname, '../..'))).toEqual([])
})
