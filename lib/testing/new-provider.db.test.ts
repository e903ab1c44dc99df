import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectFiles } from '@/scripts/checks/source-files'
import { ensureFolderRegistries } from '@/scripts/setup/folder-registries.mjs'
import { scaledMs } from './pace'

const ROOT = path.resolve(import.meta.dirname, '../..')
const FIXTURE = path.join(import.meta.dirname, 'fixtures/new-provider')
/** What the panel and its tests are made of. */
const PARTS = /^(app|components|demos|lib|messages|prisma|scripts|workers)\/|^[^/]+$/

let copy: string

/** A copy of the checkout, to which a provider is added: one folder a side, and no other edit. */
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'buzzcrate-new-provider-'))
  for (const file of projectFiles(ROOT).filter((name) => PARTS.test(name))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true })
    copyFileSync(path.join(ROOT, file), path.join(copy, file))
  }
  cpSync(path.join(ROOT, 'lib/db/generated'), path.join(copy, 'lib/db/generated'), { recursive: true })
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
  for (const side of ['lib', 'components']) {
    cpSync(path.join(FIXTURE, side), path.join(copy, side), { recursive: true })
  }
  copyFileSync(path.join(FIXTURE, 'shelf-checks.ts'), path.join(copy, 'lib/providers/shelf/shelf.db.test.ts'))
  expect(ensureFolderRegistries(copy)).toBe(true)
}, scaledMs(60_000))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

it('is typed in everything that goes through the registries', { timeout: scaledMs(240_000) }, async () => {
  writeFileSync(path.join(copy, 'next-env.d.ts'), '/// <reference types="next" />\n')
  const include = [
    'next-env.d.ts',
    'lib/providers/**/*.ts',
    'components/create-cluster/**/*',
    'app/api/**/*.ts',
    'workers/worker.ts',
  ]
  const config = { extends: './tsconfig.json', compilerOptions: { incremental: false }, include }
  writeFileSync(path.join(copy, 'tsconfig.new-provider.json'), JSON.stringify(config))
  expect(await inCopy('tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.new-provider.json')).toEqual('')
})

it('is in wizard, API and registry, and its recipes pass the trio', { timeout: scaledMs(300_000) }, async () => {
  const said = await inCopy(
    'vitest',
    'run',
    '--reporter=verbose',
    '--project=unit',
    '--project=db',
    'lib/testing/providers.test.ts',
    'components/create-cluster/create-cluster-wizard.test.tsx',
    'lib/providers/shelf/shelf.db.test.ts',
  )
  for (const proven of ["with 'shelf'", "the provider 'shelf'", 'shelf.take', 'makes a cluster of it', 'its steps']) {
    expect(said).toContain(proven)
  }
})

/** Runs a program of the checkout's packages in the copy; resolves with what it said, rejects with that when it fails. */
function inCopy(program: string, ...args: readonly string[]): Promise<string> {
  // Not in the middle of this vitest: a run of its own.
  const env = { ...process.env, NO_COLOR: '1' }
  for (const name of Object.keys(env).filter((each) => /^(VITEST|DATABASE_URL)/.test(each)))
    Reflect.deleteProperty(env, name)
  return new Promise((resolve, reject) => {
    const file = path.join(ROOT, 'node_modules/.bin', program)
    const options = { cwd: copy, env, maxBuffer: 64 * 1024 * 1024 }
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim())
      else reject(new Error(`${program} in the copy: ${error.message}\n${stdout}\n${stderr}`))
    })
  })
}
