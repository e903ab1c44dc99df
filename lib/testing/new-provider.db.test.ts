import { copyFileSync, cpSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectFiles } from '@/scripts/checks/source-files'
import { ensureFolderRegistries } from '@/scripts/setup/folder-registries.mjs'
import { CheckoutCopy, ROOT } from './checkout-copy'
import { scaledMs } from './pace'

const FIXTURE = path.join(import.meta.dirname, 'fixtures/new-provider')

let checkout: CheckoutCopy
let copy: string

/** A copy of the checkout, to which a provider is added: one folder a side, and no other edit. */
beforeAll(() => {
  checkout = new CheckoutCopy('new-provider', projectFiles(ROOT))
  copy = checkout.folder
  for (const side of ['lib', 'components']) {
    cpSync(path.join(FIXTURE, side), path.join(copy, side), { recursive: true })
  }
  copyFileSync(path.join(FIXTURE, 'shelf-checks.ts'), path.join(copy, 'lib/providers/shelf/shelf.db.test.ts'))
  expect(ensureFolderRegistries(copy)).toBe(true)
}, scaledMs(60_000))
afterAll(() => checkout.remove())

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
  expect(await checkout.run('tsc', '--noEmit', '--pretty', 'false', '-p', 'tsconfig.new-provider.json')).toEqual('')
})

it('is in wizard, API and registry, and its recipes pass the trio', { timeout: scaledMs(300_000) }, async () => {
  const said = await checkout.run(
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
