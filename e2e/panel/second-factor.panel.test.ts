import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { ADA, createFirstAccount } from '@/e2e/panel-account'
import { totpCode } from '@/lib/testing/totp-code'

const ROOT = path.resolve(import.meta.dirname, '../..')
let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'buzzcrate-second-factor-'))
  chmodSync(scratch, 0o755)
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs a command as a person does, and resolves with what it printed. */
async function npmScript(script: string, dataDir: string, args: string[]): Promise<string> {
  const env = { ...process.env, BUZZCRATE_DATA: dataDir }
  const command = [path.join(ROOT, `scripts/${script}.mjs`), ...args]
  const { stdout } = await promisify(execFile)(process.execPath, command, { env, cwd: ROOT })
  return stdout
}

async function post(panel: TestPanel, address: string, body: unknown, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie }
  const response = await fetch(`${panel.url}${address}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0])
  const text = await response.text()
  return { status: response.status, cookie: cookies.join('; '), data: text === '' ? {} : JSON.parse(text) }
}

it('is kept by a backup, and taken away on the machine itself from who lost everything', async () => {
  for (const name of ['first', 'second']) mkdirSync(path.join(scratch, name))
  const file = path.join(scratch, 'panel.tar.gz')
  const first = await startPanel({ dataDir: path.join(scratch, 'first') })
  const cookie = await createFirstAccount(first)
  const { data: begun } = await post(first, '/api/account/second-factor', { password: ADA.password }, cookie)
  const typedAt = Date.now()
  const code = totpCode(begun.secret, typedAt)
  const { data: made } = await post(first, '/api/account/second-factor/confirm', { code }, cookie)
  expect(made.recoveryCodes).toHaveLength(10)
  await npmScript('backup', first.dataDir, [file])
  expect(first.output()).not.toContain(begun.secret)
  await first.stop()

  await npmScript('restore', path.join(scratch, 'second'), [file])
  const second = await startPanel({ dataDir: path.join(scratch, 'second') })
  const password = await post(second, '/api/auth/sign-in', { email: ADA.email, password: ADA.password })
  expect(password).toMatchObject({ status: 200, data: { secondFactor: true } })
  // The code that switched it on is used up over there, too.
  const replayed = await post(second, '/api/auth/second-factor', { kind: 'app', code }, password.cookie)
  expect(replayed.status).toBe(400)
  const next = totpCode(begun.secret, Math.max(Date.now(), typedAt + 30_000))
  expect(await post(second, '/api/auth/second-factor', { kind: 'app', code: next }, password.cookie)).toMatchObject({
    status: 204,
    cookie: expect.stringContaining('buzz.session_token='),
  })

  const printed = await npmScript('rescue', second.dataDir, [ADA.email])
  const [, token] = /#token=([\w-]{32})\n/.exec(printed) ?? []
  const chosen = { token, password: 'a whole new password' }
  expect(await post(second, '/api/accounts/choose-password', chosen)).toMatchObject({
    status: 200,
    data: { secondFactor: false },
    cookie: expect.stringContaining('buzz.session_token='),
  })
  await second.stop()
})
