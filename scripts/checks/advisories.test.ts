import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ADVISORIES, checkAdvisories } from './advisories'

const ROOT = path.resolve(import.meta.dirname, '../..')
const locked = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages

it('finds no package with a known fault in the lockfile', () => {
  expect(checkAdvisories(locked)).toEqual([])
})

it('would find them, also deep inside and before a release', () => {
  const packages = {
    '': { version: '0.1.0' },
    'node_modules/next': { version: '16.0.6' },
    'node_modules/a/node_modules/lodash': { version: '4.17.21' },
    'node_modules/yaml': { version: '2.8.3-rc.1' },
    'node_modules/undici': { version: '7.30.2' },
  }
  expect(checkAdvisories(packages).map((sentence) => sentence.split(' (')[0])).toEqual([
    'node_modules/next 16.0.6 has GHSA-9qr9-h5gf-34mp',
    'node_modules/next 16.0.6 has GHSA-9g9p-9gw9-jx7f',
    'node_modules/next 16.0.6 has GHSA-26hh-7cqf-hhc6',
    'node_modules/a/node_modules/lodash 4.17.21 has GHSA-xxjr-mmjv-4gpg',
    'node_modules/a/node_modules/lodash 4.17.21 has GHSA-f23m-r3pf-42rh',
  ])
})

it('knows of packages that we have, in forms that can be read', () => {
  const names = new Set(Object.keys(locked).map((place) => place.split('node_modules/').at(-1)))
  const known = Object.entries(ADVISORIES)
  expect(known.filter(([name]) => names.has(name)).length).toBeGreaterThan(20)
  for (const [name, advisories] of known) {
    for (const { id } of advisories) expect(id).toMatch(/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/)
    // Throws at a range that it cannot read.
    checkAdvisories({ [`node_modules/${name}`]: { version: '0.0.1' } })
  }
})
