import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPanel } from '@/e2e/panel'
import { createFirstAccount, signIn } from '@/e2e/panel-account'

const ROOT = path.resolve(import.meta.dirname, '../..')
let scratch: string
let file: string
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'buzzcrate-backup-test-'))
  chmodSync(scratch, 0o755)
  file = path.join(scratch, 'panel.tar.gz')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const folder = (name: string) => path.join(scratch, name)

/** Runs a command as a person does; resolves with what it printed, whatever its exit status. */
async function npmScript(script: string, dataDir: string, args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, BUZZCRATE_DATA: dataDir }
  const command = [path.join(ROOT, `scripts/${script}.mjs`), ...args]
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { env, cwd: ROOT })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error
    return { code: 1, output: `${error.stdout}${error.stderr}` }
  }
}

it('saves a running panel and brings it back somewhere else, accounts, secrets and files', async () => {
  mkdirSync(folder('first'))
  const first = await startPanel({ dataDir: folder('first') })
  await createFirstAccount(first)
  mkdirSync(path.join(first.dataDir, 'artifacts'), { recursive: true })
  writeFileSync(path.join(first.dataDir, 'artifacts', 'some-file'), 'kept')
  const saved = await npmScript('backup', first.dataDir, [file])
  expect(saved.output).toMatch(/^Wrote .*panel\.tar\.gz: \d+ rows/)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect((await npmScript('restore', first.dataDir, [file])).output).toContain('is running on')
  await first.stop()

  mkdirSync(folder('second'))
  const restored = await npmScript('restore', folder('second'), [file])
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('Start with: npm start') })
  const key = (name: string) => readFileSync(path.join(folder(name), 'secrets/secret-key'), 'utf8')
  expect(key('second')).toBe(key('first'))
  expect(readFileSync(path.join(folder('second'), 'artifacts/some-file'), 'utf8')).toBe('kept')
  const second = await startPanel({ dataDir: folder('second') })
  expect(second.setupUrl).toBeUndefined()
  expect(await signIn(second)).not.toBe('')
  await second.stop()

  const again = await npmScript('restore', folder('second'), [file])
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining('--replace') })
  expect((await npmScript('restore', folder('second'), [file, '--replace'])).code).toBe(0)
})

it('refuses what is no backup, and leaves nothing behind', async () => {
  mkdirSync(folder('empty'))
  writeFileSync(file, 'not a backup')
  const { code, output } = await npmScript('restore', folder('empty'), [file])
  expect(code).toBe(1)
  expect(output).toContain('is not a whole backup')
  expect(existsSync(path.join(folder('empty'), 'artifacts'))).toBe(false)
})
