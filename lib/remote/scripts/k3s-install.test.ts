import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'

it('installs nothing from a package that is not what was sent, and deletes it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'k3s-install-'))
  const file = path.join(folder, 'package')
  writeFileSync(file, 'half of it')
  const env = { ...process.env, FORMAT: 'unknown', PACKAGE: file, SHA256: 'a'.repeat(64) }
  const script = path.join(import.meta.dirname, 'k3s-install.sh')
  expect(spawnSync('sh', [script], { env, encoding: 'utf8' })).toMatchObject({ status: 65, stdout: '' })
  expect(existsSync(file)).toBe(false)
  // Deleted by somebody: the same, and as well mended by bringing it again.
  expect(spawnSync('sh', [script], { env, encoding: 'utf8' })).toMatchObject({ status: 65, stdout: '' })
  rmSync(folder, { recursive: true })
})
