import { expect, it } from 'vitest'
import { z } from 'zod'
import { defineNodeScript } from '@/lib/ports/node-script'
import { fetchFile } from './own-scripts'
import { contractKeys, ScriptResults } from './script-results'

it('keeps what the contract names, and nothing else', () => {
  const results = new ScriptResults(contractKeys(fetchFile))
  for (const line of ['state=push', 'constructor=x', 'extra=1', 'freeBytes=7']) {
    expect(results.take(`::result ${line}`)).toBe(true)
  }
  expect(results.take('state=fetched')).toBe(false)
  expect(results.values()).toEqual({ state: 'push', freeBytes: '7' })
  expect(results.isFull).toBe(false)
})

it('reads the contract out of messages too, and takes any key where the contract does', () => {
  const base = { name: 'x', as: 'root', env: z.object({}), secretEnv: [], timeoutMs: 1 } as const
  const exits = { 28: { code: 'x', userMessage: '{machine} needs {neededMiB} MiB.' } }
  expect(contractKeys(defineNodeScript({ ...base, exits, result: z.object({ a: z.string() }) }))).toEqual(
    new Set(['a', 'machine', 'neededMiB']),
  )
  expect(contractKeys(defineNodeScript({ ...base, exits, result: z.record(z.string(), z.string()) }))).toBeUndefined()
})

it('never keeps more than a bounded amount, and says that there was more', () => {
  const manyKeys = new ScriptResults(undefined)
  for (let turn = 0; turn < 10_000; turn += 1) manyKeys.take(`::result k${turn}=v`)
  expect(Object.keys(manyKeys.values()).length).toBeLessThan(1_000)
  expect(manyKeys.isFull).toBe(true)

  const longValues = new ScriptResults(undefined)
  for (let turn = 0; turn < 100; turn += 1) longValues.take(`::result k${turn}=${'v'.repeat(16_000)}`)
  expect(JSON.stringify(longValues.values()).length).toBeLessThan(1_048_576)
  expect(longValues.isFull).toBe(true)

  const again = new ScriptResults(new Set(['a']))
  for (let turn = 0; turn < 1_000; turn += 1) again.take(`::result a=${'v'.repeat(16_000)}`)
  expect(again.values()).toEqual({ a: 'v'.repeat(16_000) })
  expect(again.isFull).toBe(false)
})
