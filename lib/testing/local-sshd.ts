import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'

export interface LocalSshd {
  readonly port: number
  readonly user: string
  /** OpenSSH private key that may log in. */
  readonly privateKey: string
  /** `ssh-ed25519 AAAA…`. */
  readonly hostKey: string
  /** Stops the server; connections that stand live on. */
  stop(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** Makes other host keys of the types; the server must be started again to use them. */
  changeHostKeys(...types: string[]): string
  /** What the server wrote to its log. */
  log(): string
  /** Stops it and removes its folder. */
  remove(): Promise<void>
}

const hasSshd = (): boolean => {
  try {
    execFileSync('/usr/sbin/sshd', ['-V'], { stdio: 'ignore' })
    return true
  } catch (error) {
    // sshd 9.2 has no -V and says so: it is there all the same.
    return error instanceof Error && 'status' in error && error.status !== null
  }
}

/** `false`, or why tests with a real OpenSSH server cannot run here. */
export const noSshd: false | string = hasSshd() ? false : 'openssh-server is not installed'

/** Makes a key pair with OpenSSH's own tool; `ssh-keygen` style options for encrypted or older ones. */
export function makeKeyPair(folder: string, name: string, type = 'ed25519', options: readonly string[] = ['-N', '']) {
  const file = path.join(folder, name)
  rmSync(file, { force: true })
  rmSync(`${file}.pub`, { force: true })
  execFileSync('ssh-keygen', ['-q', '-t', type, '-C', name, '-f', file, ...options])
  const publicKey = readFileSync(`${file}.pub`, 'utf8').trim()
  return { file, privateKey: readFileSync(file, 'utf8'), publicKey }
}

/** A real OpenSSH server on the loopback, on a port of its own, with its own keys, for the user who runs the tests. */
export async function startLocalSshd(settings: readonly string[] = []): Promise<LocalSshd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-sshd-'))
  const user = makeKeyPair(folder, 'user_key')
  writeFileSync(path.join(folder, 'authorized_keys'), `${user.publicKey}\n`, { mode: 0o600 })
  // sshd wants it for its privilege separation; Debian's service file makes it otherwise.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const port = await freePort()
  const logFile = path.join(folder, 'log')
  writeFileSync(logFile, '')
  let types = ['ed25519']
  let child: ChildProcess | undefined

  const changeHostKeys = (...wanted: string[]) => {
    types = wanted
    return (
      wanted.map((type) => makeKeyPair(folder, `host_${type}`, type).publicKey.split(' ').slice(0, 2).join(' '))[0] ??
      ''
    )
  }
  const hostKey = changeHostKeys('ed25519')

  const start = async () => {
    const lines = [
      // sshd takes what it reads first, but of this the last.
      'MaxStartups 200',
      ...settings,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...types.map((type) => `HostKey ${folder}/host_${type}`),
      `AuthorizedKeysFile ${folder}/authorized_keys`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'PidFile none',
      'LogLevel VERBOSE',
    ]
    writeFileSync(path.join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
    const sshd = spawn('/usr/sbin/sshd', ['-D', '-f', path.join(folder, 'sshd_config'), '-E', logFile], {
      stdio: 'ignore',
    })
    child = sshd
    await waitFor({
      look: () => answers(port),
      deadlineMs: scaledMs(10_000),
      everyMs: 20,
      onDeadline: () =>
        new AppError('no-sshd', { userMessage: `sshd did not start: ${readFileSync(logFile, 'utf8')}` }),
      clock: systemClock,
      signal: AbortSignal.timeout(scaledMs(20_000)),
    })
  }
  const stop = async () => {
    const sshd = child
    child = undefined
    if (sshd === undefined || sshd.exitCode !== null) return
    const ended = once(sshd, 'exit')
    sshd.kill('SIGTERM')
    await ended
  }

  await start()
  return {
    port,
    user: userInfo().username,
    privateKey: user.privateKey,
    hostKey,
    start,
    stop,
    changeHostKeys,
    log: () => readFileSync(logFile, 'utf8'),
    remove: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port })
    const end = (answer: true | undefined) => {
      socket.destroy()
      resolve(answer)
    }
    // The greeting, not only the port: the server is through with its start.
    socket.once('data', () => end(true))
    socket.once('error', () => end(undefined))
    socket.once('close', () => end(undefined))
  })
}
