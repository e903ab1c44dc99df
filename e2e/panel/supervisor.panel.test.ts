import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { createFirstAccount } from '@/e2e/panel-account'
import { scaledMs } from '@/lib/testing/pace'
import { processStart } from '@/scripts/setup/process-start.mjs'
import { runningPanel } from '@/workers/supervisor/panel-file'

let dataDir: string
const panels: TestPanel[] = []

async function start(options: { port?: number; env?: Record<string, string> } = {}): Promise<TestPanel> {
  const panel = await startPanel({ dataDir, ...options })
  panels.push(panel)
  return panel
}

async function ask(panel: TestPanel, sql: string): Promise<unknown[]> {
  const client = new pg.Client(panel.databaseUrl)
  await client.connect()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'buzzcrate-supervisor-'))
  chmodSync(dataDir, 0o755)
})
afterEach(async () => {
  await Promise.all(panels.splice(0).map((panel) => panel.stop()))
  rmSync(dataDir, { recursive: true, force: true })
})

describe('the panel', () => {
  it('starts, answers, keeps its data over a clean stop, and leaves no process behind', async () => {
    const first = await start()
    const answer = await fetch(`${first.url}/api/health`)
    expect(answer.status).toBe(200)
    // Longer than any usual proxy keeps a connection for its next request.
    expect(answer.headers.get('keep-alive')).toBe('timeout=130')
    await ask(first, 'create table crate as select 7 as slots')
    const pids = (['web', 'worker', 'postgres'] as const).map((part) => first.pid(part) ?? 0)
    expect(await first.stop()).toBe(0)
    expect(pids.map(processStart)).toEqual([undefined, undefined, undefined])
    expect(existsSync(path.join(dataDir, 'panel.json'))).toBe(false)
    expect(await ask(await start(), 'select slots from crate')).toEqual([{ slots: 7 }])
  })

  it('keeps its secrets in files that only their owner can read, the same at every start', async () => {
    const panel = await start()
    const key = path.join(dataDir, 'secrets/secret-key')
    expect(statSync(key).mode & 0o777).toBe(0o600)
    expect(statSync(path.dirname(key)).mode & 0o777).toBe(0o700)
    const before = readFileSync(key, 'utf8')
    expect(before.trim()).toMatch(/^[\w-]{43}$/)
    expect(panel.output()).not.toContain(before.trim())
    await panel.stop()
    await start()
    expect(readFileSync(key, 'utf8')).toBe(before)
  })

  it('brings back whatever part is killed', async () => {
    const panel = await start()
    await ask(panel, 'create table crate as select 7 as slots')
    await panel.kill('worker')
    await panel.kill('web')
    await panel.kill('postgres')
    expect(await ask(panel, 'select slots from crate')).toEqual([{ slots: 7 }])
    await panel.restart('web')
    expect((await fetch(`${panel.url}/api/health`)).status).toBe(200)
  })

  it('starts again what is there but does not answer any more, and says so', async () => {
    const panel = await start({ env: { BUZZCRATE_PATIENCE_MS: '9000' } })
    for (const part of ['web', 'worker'] as const) {
      await panel.freeze(part)
      expect(panel.output()).toMatch(new RegExp(`The ${part} process has not answered for \\d+ s; ending it\\.`))
    }
    expect((await fetch(`${panel.url}/api/health`)).status).toBe(200)
  })

  it('ends in time although somebody keeps a stream open', async () => {
    const panel = await start()
    const cookie = await createFirstAccount(panel)
    const stream = await fetch(`${panel.url}/api/live?topics=home`, { headers: { cookie } })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    const reader = stream.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
    const began = performance.now()
    expect(await panel.stop()).toBe(0)
    expect(performance.now() - began).toBeLessThan(scaledMs(8_000))
    await reader?.cancel().catch(() => {})
  })

  it('starts again after its supervisor was killed with everything running', async () => {
    const first = await start()
    await ask(first, 'create table crate as select 7 as slots')
    await first.killSupervisor()
    expect(await ask(await start(), 'select slots from crate')).toEqual([{ slots: 7 }])
  })

  it('keeps its port over a kill, although the old web server still has it for a moment', async () => {
    const first = await start()
    const port = Number(new URL(first.url).port)
    const supervisor = runningPanel(dataDir)?.pid
    const web = first.pid('web') ?? 0
    process.kill(web, 'SIGSTOP')
    await first.killSupervisor()
    const starting = start({ port })
    // The next one has the folder in hand, and looks at what the last one left.
    const hasFolder = () => ![undefined, supervisor].includes(runningPanel(dataDir)?.pid)
    await Promise.race([expect.poll(hasFolder, { timeout: scaledMs(30_000) }).toBe(true), starting])
    process.kill(web, 'SIGCONT')
    const second = await starting
    expect(second.output()).toContain(`Waiting for web (process ${web})`)
    expect(new URL(second.url).port).toBe(String(port))
    expect(second.pid('web')).not.toBe(web)
  })

  it('says who runs already when it is started twice on one data folder', async () => {
    await start()
    await expect(start()).rejects.toThrow(/already runs on this data folder/)
  })

  it('takes the next port when the wanted one is taken, and says so', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const panel = await start({ port })
    expect(panel.output()).toContain(`Port ${port} is taken`)
    expect(Number(new URL(panel.url).port)).toBeGreaterThan(port)
    await new Promise((resolve) => other.close(resolve))
  })

  it('explains settings that it cannot use', async () => {
    await expect(start({ env: { BUZZCRATE_SECRET_KEY: 'too short' } })).rejects.toThrow(/BUZZCRATE_SECRET_KEY must be/)
  })
})
