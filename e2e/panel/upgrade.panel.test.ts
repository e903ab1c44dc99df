import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { signIn } from '@/e2e/panel-account'
import { PanelClient } from '@/e2e/panel-client'
import type { LogLine } from '@/lib/contracts/runs'
import { scaledMs } from '@/lib/testing/pace'

const ROOT = path.resolve(import.meta.dirname, '../..')
/**
 * What `npm run backup` wrote of a panel of the first version, with its tables as they were: an account with an
 * invitation, a key, two machines with a sudo password, a finished deletion, and one that was going on: its first step
 * had begun and had written three lines when the panel was stopped. Never made anew: it cannot be.
 */
const FIRST_VERSION = path.join(import.meta.dirname, 'fixtures/first-version')
const GOING_ON = '79j74n1sbc5qddaa'

let scratch: string
let panel: TestPanel | undefined
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'buzzcrate-upgrade-'))
  chmodSync(scratch, 0o755)
})
afterEach(async () => {
  await panel?.stop()
  rmSync(scratch, { recursive: true, force: true })
})

it('takes over what the first version left: accounts, secrets, settings, and the run that was going on', async () => {
  const file = path.join(scratch, 'first-version.tar.gz')
  execFileSync('tar', ['--create', '--gzip', '--file', file, '--directory', FIRST_VERSION, 'backup.json', 'tables'])
  const dataDir = mkdtempSync(path.join(scratch, 'data-'))
  chmodSync(dataDir, 0o755)
  const env = { ...process.env, BUZZCRATE_DATA: dataDir }
  const restored = execFileSync(process.execPath, [path.join(ROOT, 'scripts/restore.mjs'), file], { env, cwd: ROOT })
  expect(restored.toString()).toContain('Start with: npm start')

  panel = await startPanel({ dataDir })
  expect(panel.setupUrl).toBeUndefined()
  const client = new PanelClient(panel.url, await signIn(panel))
  const { run } = await client.untilRunIs(GOING_ON, 'succeeded', scaledMs(30_000))
  const { events } = await client.readRun(GOING_ON)
  const claims = events.flatMap((event) => (event.type === 'claimed' ? [event.by] : []))
  expect(claims).toHaveLength(2)
  expect(new Set(claims).size).toBe(2)
  const { lines } = await client.call<{ lines: readonly LogLine[] }>('GET', `/api/runs/${GOING_ON}/log`)
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1))
  expect(lines.slice(0, 3).map(({ text }) => text)).toEqual([1, 2, 3].map((n) => `line ${n} of the first version`))
  expect(lines.length).toBeGreaterThan(3)
  expect(await client.call('GET', `/api/clusters/${run.subject.id}`)).toMatchObject({ receipt: expect.anything() })

  expect(await client.call('GET', '/api/ssh-keys')).toMatchObject({ keys: [{ name: 'shelf' }] })
  const { machines } = await client.call<{ machines: { name: string; hasSudoPassword: boolean }[] }>(
    'GET',
    '/api/machines',
  )
  expect(machines.map(({ name, hasSudoPassword }) => [name, hasSudoPassword])).toEqual([
    ['pi-01', true],
    ['pi-02', true],
  ])
  expect(await client.call('GET', '/api/artifacts')).toMatchObject({ releasesUrl: 'http://127.0.0.1:1/mirror' })
  expect(await client.call('GET', '/api/accounts')).toMatchObject({ users: [{ name: 'Ada' }, { invited: true }] })
})

it('is of tables that this version can still make', () => {
  const { dump } = JSON.parse(readFileSync(path.join(FIRST_VERSION, 'backup.json'), 'utf8'))
  expect(dump.migrations.map(({ name }: { name: string }) => name)).toEqual(['20261123000000_initial'])
})
