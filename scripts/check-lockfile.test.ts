import { expect, it } from 'vitest'
import { missingOptionalPackages, tooNewPackages } from './check-lockfile.mjs'

it('finds optional packages that the lockfile names but does not hold', () => {
  const packages = {
    '': {},
    'node_modules/next': {
      optionalDependencies: { '@next/swc-linux-x64': '1.0.0', '@next/swc-darwin-arm64': '1.0.0' },
    },
    'node_modules/@next/swc-linux-x64': {},
    'node_modules/a/node_modules/b': { optionalDependencies: { c: '2.0.0', d: '3.0.0' } },
    'node_modules/a/node_modules/c': {},
    'node_modules/d': {},
  }
  expect(missingOptionalPackages(packages)).toEqual(['node_modules/next needs @next/swc-darwin-arm64@1.0.0'])
})

it('finds packages that ask for a newer Node than the root package promises', () => {
  const packages = {
    '': { engines: { node: '>=20.19' } },
    'node_modules/old': { engines: { node: '>= 4' } },
    'node_modules/any': {},
    'node_modules/lines': { engines: { node: '^20.19 || ^22.12 || >=24.0' } },
    'node_modules/new': { engines: { node: '>=22' } },
    'node_modules/newer-patch': { engines: { node: '^20.19.1 || >=22.12' } },
  }
  expect(tooNewPackages(packages)).toEqual([
    'node_modules/new asks for Node >=22, not 20.19.0',
    'node_modules/newer-patch asks for Node ^20.19.1 || >=22.12, not 20.19.0',
  ])
})
