import { expect, it } from 'vitest'
import { missingOptionalPackages } from './check-lockfile.mjs'

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
