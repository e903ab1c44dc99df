import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'

it('installs nothing from a package that is not what was sent, and deletes it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'k3s-install-'))
  const file = path.join(folder, 'package')
  writeFileSync(file, 'half of it')
  const install = (sha256: string) =>
    spawnSync('sh', [path.join(import.meta.dirname, 'k3s-install.sh')], {
      env: { ...process.env, FORMAT: 'of nobody', PACKAGE: file, SHA256: sha256 },
      encoding: 'utf8',
    })
  // The right one comes as far as its format.
  const right = createHash('sha256').update('half of it').digest('hex')
  expect(install(right)).toMatchObject({ status: 64, stderr: 'unknown format of nobody\n' })
  expect(install('a'.repeat(64))).toMatchObject({ status: 65, stdout: '' })
  expect(existsSync(file)).toBe(false)
  // Deleted by somebody: the same, and as well mended by bringing it again.
  expect(install(right)).toMatchObject({ status: 65, stdout: '' })
  rmSync(folder, { recursive: true })
})
