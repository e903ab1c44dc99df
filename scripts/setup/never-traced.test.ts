import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { NEVER_TRACED } from './never-traced.mjs'

/** As Next compares them. */
type Picomatch = (globs: readonly string[], options: { dot: boolean; contains: boolean }) => (file: string) => boolean
const picomatch: Picomatch = createRequire(import.meta.url)('next/dist/compiled/picomatch')
const isLeftOut = picomatch(NEVER_TRACED, { dot: true, contains: true })

it('leaves out what the panel keeps, older builds and what only tests need', () => {
  for (const file of [
    'data/artifacts/files/5f0e',
    'data/secrets/secret-key',
    'data/postgres/PG_VERSION',
    'dist/web-c268a6536bb5/server.js',
    'dist/workers-a4d927b7bec3/lib/remote/scripts/boot-id.sh',
    'e2e/lab/k3s/internal/files/files.go',
  ])
    expect(isLeftOut(file), file).toBe(true)
})

it('keeps what packages and the panel itself have under such names', () => {
  for (const file of [
    'node_modules/@kubernetes/client-node/dist/web-socket-handler.js',
    'node_modules/some-package/dist/web/index.js',
    'node_modules/some-package/dist/workers-pool.js',
    'node_modules/some-package/data/index.json',
    'lib/artifacts/shelf.ts',
    'lib/remote/scripts/boot-id.sh',
  ])
    expect(isLeftOut(file), file).toBe(false)
})
