import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { UNKNOWN, wayOut } from './ways-out'

const LIB = path.resolve(import.meta.dirname, '../..')
/** Where steps, and all that they call, throw. */
const FOLDERS = [
  'engine',
  'provision',
  'k3s',
  'remote',
  'kubernetes',
  'vault',
  'apps',
  'http-probe',
  'ports',
  'linode',
  'providers/linode',
  'imaging',
]
const FILES = ['artifacts/artifact-store.ts', 'artifacts/download.ts']

/** Codes of what a run never meets. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'bad-checksum-file': 'of bringing a release',
  'download-failed': 'of bringing a release',
  'unknown-release-file': 'of bringing a release',
  'app-needs-ingress': 'of asking for an app',
  'bad-input': 'of asking for an app',
  'cloud-quota': 'of asking for a cluster',
  'cluster-history-gone': 'a watch begins anew by itself',
  'http-no-answer': 'becomes app-does-not-answer',
  'wifi-passphrase-wrong': 'of asking for cards',
  'key-needs-passphrase': 'of storing a key',
  'key-passphrase-wrong': 'of storing a key',
  'key-reader-busy': 'of storing a key',
  'key-too-costly': 'of storing a key',
  'key-too-large': 'of storing a key',
  'key-too-weak': 'of storing a key',
  'key-unreadable': 'of storing a key',
}

function codesThrown(): readonly string[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(LIB, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  )
  const sources = [...inFolders, ...FILES].filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const thrown = /(?:new AppError\(\s*|hostFailure\(\s*|\bcode: )'([a-z0-9]+(?:-[a-z0-9]+)+)'/g
  const codes = sources.flatMap((file) =>
    [...readFileSync(path.join(LIB, file), 'utf8').matchAll(thrown)].map(([, code = '']) => code),
  )
  return [...new Set(codes)].filter((code) => !Object.hasOwn(ELSEWHERE, code)).sort()
}

const failure = (code: string) => ({ code, message: '', userMessage: '', retryable: false, details: {} })

describe('the card of a failed step', () => {
  it.each(codesThrown())('has a way out of %s', (code) => {
    const way = wayOut(failure(code))
    expect(way).not.toBe(UNKNOWN)
    expect(way.todo).toMatch(/\w.{10,}\.$/)
  })

  it('has one for what nobody foresaw too', () => {
    for (const code of ['unexpected', 'constructor']) expect(wayOut(failure(code))).toBe(UNKNOWN)
  })
})
