import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { blockedFolder } from './server-account'

it('names the folder that keeps another user out', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-account-'))
  const inside = path.join(root, 'a', 'b')
  mkdirSync(inside, { recursive: true })
  const stranger = { name: 'stranger', uid: 64_999, gid: 64_999 }
  chmodSync(root, 0o700)
  expect(blockedFolder(inside, stranger)).toBe(root)
  chmodSync(root, 0o711)
  expect(blockedFolder(path.join(inside, 'not-yet'), stranger)).toBeUndefined()
  const owner = { name: 'owner', uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  chmodSync(root, 0o700)
  expect(blockedFolder(inside, owner)).toBeUndefined()
  rmSync(root, { recursive: true })
})
