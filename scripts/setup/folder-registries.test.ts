import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ensureFolderRegistries } from './folder-registries.mjs'

const root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-registries-'))
afterAll(() => rmSync(root, { recursive: true }))
const put = (file: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), '')
}
const read = (file: string) => readFileSync(path.join(root, file), 'utf8').split('\n').slice(1)

it('lists every subfolder that has the file', () => {
  const registry = { out: 'shops/all.gen.ts', list: 'shops', folder: 'shops', file: 'shop.ts', exported: 'shop' }
  for (const file of ['shops/corner-two/shop.ts', 'shops/big/shop.ts', 'shops/empty/other.ts']) put(file)
  expect(ensureFolderRegistries(root, [registry])).toBe(true)
  expect(read('shops/all.gen.ts')).toEqual([
    `import { shop as big } from './big/shop'`,
    `import { shop as cornerTwo } from './corner-two/shop'`,
    '',
    'export const shops = [big, cornerTwo] as const',
    '',
  ])
  expect(ensureFolderRegistries(root, [registry])).toBe(false)
})

it('lists every file with the ending, from another folder too, and sees one that was added', () => {
  const registry = { out: 'lib/topics.gen.ts', list: 'topics', folder: 'live/topics', file: '*-topic.ts' }
  for (const file of ['lib/x', 'live/topics/run-log-topic.ts', 'live/topics/run-log-topic.test.ts']) put(file)
  ensureFolderRegistries(root, [registry])
  expect(read('lib/topics.gen.ts')[0]).toBe(`import { runLogTopic } from '../live/topics/run-log-topic'`)
  put('live/topics/a-topic.ts')
  expect(ensureFolderRegistries(root, [registry])).toBe(true)
  expect(read('lib/topics.gen.ts').at(-2)).toBe('export const topics = [aTopic, runLogTopic] as const')
})
