import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { startPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { scaledMs } from '@/lib/testing/pace'

/** The key with another number of rounds in its header: 4 bytes behind the salt's length and its 16 bytes. */
function withRounds(text: string, rounds: number): string {
  const body = Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  body.writeUInt32BE(rounds, body.indexOf('bcrypt') + 'bcrypt'.length + 4 + 4 + 16)
  const lines = body.toString('base64').match(/.{1,70}/g) ?? []
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`
}

it('opens a key with a passphrase in the built panel, refuses one of 2³² rounds, and answers all the while', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-key-'))
  const panel = await startPanel()
  try {
    const cookie = await createFirstAccount(panel)
    const file = path.join(folder, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '4', '-N', 'correct horse', '-f', file])
    const text = readFileSync(file, 'utf8')
    const send = (name: string, privateKey: string) =>
      fetch(`${panel.url}/api/ssh-keys`, {
        method: 'POST',
        headers: { cookie, origin: panel.url, 'content-type': 'application/json' },
        body: JSON.stringify({ name, privateKey, passphrase: 'correct horse' }),
      })
    const fingerprint = execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1]
    const kept = await send('mine', text)
    expect(await kept.text()).toContain(fingerprint)
    const refused = await send('hostile', withRounds(text, 2 ** 32 - 1))
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(await refused.json()).toMatchObject({ error: { code: 'key-too-costly' } })
    // As dear as a key may be: while it is opened, the panel answers.
    const dear = send('dear', withRounds(text, 256))
    let answered = 0
    let done = false
    void dear.finally(() => {
      done = true
    })
    while (!done) {
      expect((await fetch(`${panel.url}/api/health`, { signal: AbortSignal.timeout(scaledMs(10_000)) })).status).toBe(
        200,
      )
      answered += 1
    }
    expect((await (await dear).json()).error.code).toBe('key-passphrase-wrong')
    expect(answered).toBeGreaterThan(3)
  } finally {
    await panel.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
