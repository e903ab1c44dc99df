import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { IMAGING_PACKAGES } from './programs'

/** In every Debian, however small. */
const ALWAYS_THERE = ['coreutils', 'gzip', 'tar']

it.each([...new Set(Object.values(IMAGING_PACKAGES))])('%s is in the container image', (name) => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../../Dockerfile'), 'utf8')
  const installed = /apt-get install ([^&]+)/.exec(text)?.[1]?.split(/[\s\\]+/) ?? []
  expect([...ALWAYS_THERE, ...installed]).toContain(name)
})
