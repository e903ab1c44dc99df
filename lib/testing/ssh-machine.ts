import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { z } from 'zod'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { defineNodeScript } from '@/lib/ports/node-script'
import type { MachineRef } from '@/lib/ports/planned-machine'
import type { RemoteHosts } from '@/lib/ports/remote-host'
import { type SshHostsOptions, sshHosts } from '@/lib/remote/ssh-hosts'
import type { SshTarget } from '@/lib/remote/ssh-target'
import { scaledMs } from '@/lib/testing/pace'
import { MemoryDirectory } from './fakes/memory-directory'
import { type LocalSshd, noSshd, startLocalSshd } from './local-sshd'
import { memoryVault } from './memory-vault'

/**
 * Gives a test file a machine of its own: an OpenSSH server on the loopback, behind the real adapter. Call it at the top
 * of the file; what it returns works once the tests run. Where there is no sshd nothing is started.
 */
export function provideSshMachine() {
  const vault = memoryVault()
  const root = mkdtempSync(path.join(tmpdir(), 'buzzcrate-remote-'))
  const directory = new MemoryDirectory()
  const opened: RemoteHosts[] = []
  const never = new AbortController().signal
  let running: LocalSshd | undefined
  let keySecretId = ''

  const sshd = (): LocalSshd => {
    if (running === undefined) throw new Error('the SSH server runs only while tests run')
    return running
  }

  beforeAll(async () => {
    if (noSshd) return
    cpSync(path.resolve('lib/remote/scripts'), path.join(root, 'lib/remote/scripts'), { recursive: true })
    process.env['BUZZCRATE_ROOT'] = root
    running = await startLocalSshd()
    keySecretId = await vault.seal(running.privateKey, { kind: 'ssh-private-key', ownerId: null })
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((made) => made.close()))
  })
  afterAll(async () => {
    await running?.remove()
    rmSync(root, { recursive: true, force: true })
    delete process.env['BUZZCRATE_ROOT']
  })

  /** A script whose text a test gives. */
  const script = (
    name: string,
    text: string,
    options: { readonly secretEnv?: readonly string[]; readonly timeoutMs?: number } = {},
  ) => {
    writeFileSync(path.join(root, 'lib/remote/scripts', `${name}.sh`), text)
    return defineNodeScript<Record<string, string>, Record<string, string>>({
      name,
      as: 'root',
      env: z.record(z.string(), z.string()),
      result: z.record(z.string(), z.string()),
      secretEnv: options.secretEnv ?? [],
      timeoutMs: options.timeoutMs ?? scaledMs(20_000),
      exits: { 3: { code: 'three', userMessage: '{machine} has {count} of them.', retryable: true } },
    })
  }

  /** A machine that is reached so; another one for each way. */
  const machine = (overrides: Partial<SshTarget> = {}): MachineRef =>
    directory.put({
      machineId: JSON.stringify(overrides),
      name: 'pi-01',
      address: '127.0.0.1',
      port: sshd().port,
      user: sshd().user,
      keySecretId,
      sudoSecretId: null,
      hostKey: sshd().hostKey,
      ...overrides,
    })

  const hosts = (options: Partial<SshHostsOptions> = {}): RemoteHosts => {
    const made = sshHosts({ directory, vault, clock: systemClock, runId: 'run1', ...options })
    opened.push(made)
    return made
  }

  const lines = () => {
    const seen: string[] = []
    return { seen, signal: never, onLine: (line: string, stream: 'out' | 'err') => void seen.push(`${stream} ${line}`) }
  }

  const failure = (promise: Promise<unknown>): Promise<AppError> =>
    promise.then(
      () => Promise.reject(new Error('it worked')),
      (error: unknown) => (error instanceof AppError ? error : Promise.reject(error)),
    )

  const eventually = <T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> =>
    waitFor({
      look: async () => look(),
      deadlineMs: scaledMs(10_000),
      everyMs: 10,
      onDeadline: () => new AppError('never', { userMessage: 'it never came' }),
      clock: systemClock,
      signal: never,
    })

  return { vault, directory, root, never, sshd, script, machine, hosts, lines, failure, eventually }
}
