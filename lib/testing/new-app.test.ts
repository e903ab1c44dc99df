import { copyFileSync, cpSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectFiles } from '@/scripts/checks/source-files'
import { ensureFolderRegistries } from '@/scripts/setup/folder-registries.mjs'
import { CheckoutCopy, ROOT } from './checkout-copy'
import { scaledMs } from './pace'

const FIXTURE = path.join(import.meta.dirname, 'fixtures/new-app')

let copy: CheckoutCopy

/** A copy of the checkout, to which an app is added: one folder, and no other edit. */
beforeAll(() => {
  copy = new CheckoutCopy('new-app', projectFiles(ROOT))
  cpSync(path.join(FIXTURE, 'lib'), path.join(copy.folder, 'lib'), { recursive: true })
  copyFileSync(path.join(FIXTURE, 'hello-checks.ts'), path.join(copy.folder, 'lib/apps/hello/hello.test.ts'))
  expect(ensureFolderRegistries(copy.folder)).toBe(true)
}, scaledMs(60_000))
afterAll(() => copy.remove())

it('is in the catalogue and in its form, and its recipes run', { timeout: scaledMs(120_000) }, async () => {
  const said = await copy.run('vitest', 'run', '--reporter=verbose', '--project=unit', 'lib/apps/hello')
  for (const proven of ['is in the catalogue, with a form', 'is installed, opened and removed']) {
    expect(said).toContain(proven)
  }
})
