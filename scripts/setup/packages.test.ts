import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { contentHash } from './content-hash.mjs'
import { packagesAreCurrent } from './packages.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-packages-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (name: string, content: unknown) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content))
}

it('sees packages that are missing or of another version, and forgives those of other platforms', () => {
  const next = { version: '1.0.0', integrity: 'x' }
  write('package-lock.json', {
    packages: { '': {}, 'node_modules/next': next, 'node_modules/mac': { version: '1.0.0', optional: true } },
  })
  expect(packagesAreCurrent(root)).toBe(false)
  write('node_modules/.package-lock.json', { packages: { 'node_modules/next': next } })
  expect(packagesAreCurrent(root)).toBe(true)
  write('node_modules/.package-lock.json', { packages: { 'node_modules/next': { ...next, version: '0.9.0' } } })
  expect(packagesAreCurrent(root)).toBe(false)
})

it('gives another hash when a file changes, moves or appears, and the same when a left-out one does', () => {
  const hash = () => contentHash(root, ['lib', 'gone'], (name) => !name.endsWith('.test.ts'))
  write('lib/a.ts', '1')
  const first = hash()
  write('lib/a.test.ts', 'x')
  expect(hash()).toBe(first)
  write('lib/b.ts', '1')
  expect(hash()).not.toBe(first)
  rmSync(path.join(root, 'lib/b.ts'))
  expect(hash()).toBe(first)
  write('lib/a.ts', '2')
  expect(hash()).not.toBe(first)
})
