import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

// The real script between programs that only note how they were called: no test may turn this machine's clock.
let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-clock-'))
  for (const name of ['date', 'timedatectl', 'hwclock']) program(name, 0)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, status: number): void {
  const text = `#!/bin/sh\necho "${name} $*" >>${folder}/calls\nexit ${status}\n`
  writeFileSync(path.join(folder, name), text, { mode: 0o755 })
}

function setClock(): { readonly output: string; readonly calls: string } {
  const input = readFileSync(path.resolve('lib/remote/scripts/set-clock.sh'), 'utf8')
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, EPOCH: '1795406152.250' }
  const output = execFileSync('sh', ['-s'], { input, encoding: 'utf8', env })
  return { output, calls: readFileSync(path.join(folder, 'calls'), 'utf8') }
}

it('sets the clock, lets the machine keep it, and tells the hardware clock', () => {
  expect(setClock()).toEqual({
    output: '::result ntp=yes\n',
    calls: 'date -u -s @1795406152.250\ntimedatectl set-ntp true\nhwclock --systohc\n',
  })
})

it('is content where there is no time service and no hardware clock, as on many boards', () => {
  program('timedatectl', 1)
  program('hwclock', 1)
  expect(setClock().output).toBe('::result ntp=no\n')
})

it('fails when the clock cannot be set', () => {
  program('date', 1)
  expect(setClock).toThrow()
})
