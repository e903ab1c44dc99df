import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkOutgoing } from './outgoing'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-outgoing-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Writes one file and returns what is found in it. */
function check(file: string, text: string): readonly string[] {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
  return checkOutgoing(root, [file])
}

it.each([
  `const answer = await fetch(url)`,
  `const answer = await globalThis.fetch(url)`,
  `import { fetch } from 'undici'`,
  `import { Agent } from 'node:https'`,
  `import http from 'node:http'`,
  `import { createServer, request as ask } from 'http'`,
  `import {\n  connect,\n} from 'node:net'`,
  `import * as net from 'net'`,
  `import { lookup } from 'node:dns/promises'`,
  `const socket = new WebSocket(url)`,
  `const net = await import('node:net')`,
])('finds what connects past the door: %j', (text) => {
  for (const file of ['lib/remote/a.ts', 'workers/b.ts', 'app/api/c/route.ts'])
    expect(check(file, text)).toHaveLength(1)
  expect(check('lib/core/outgoing.ts', text)).toEqual([])
  expect(check('lib/remote/a.test.ts', text)).toEqual([])
  expect(check('e2e/raw.ts', text)).toEqual([])
})

it.each([
  `import { createServer, type IncomingMessage, Server } from 'node:http'`,
  `import type { Dispatcher } from 'undici'`,
  `import { BlockList, isIP } from 'node:net'`,
  `// fetch(url) would be wrong\nthis.fetch(url); prefetch(url)`,
])('lets be what listens or looks only: %j', (text) => {
  expect(check('lib/remote/a.ts', text)).toEqual([])
})

it('finds nothing in the panel', () => {
  expect(checkOutgoing(path.resolve(import.meta.dirname, '../..'))).toEqual([])
})
