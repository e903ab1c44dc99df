import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type LocalSshd, noSshd, startLocalSshd } from '@/lib/testing/local-sshd'
import { scaledMs } from '@/lib/testing/pace'
import { provideSshMachine } from '@/lib/testing/ssh-machine'
import { Connection } from './connection'
import { dial, patientTimeouts } from './dial'
import { hostKeyAlgorithms, parseHostKey } from './host-key'
import { runCommand } from './run-command'
import { scriptFailure } from './script-failure'
import { scriptText } from './script-files'
import { launchCommand } from './script-program'

const { vault, root, never, script, machine, hosts, lines, failure } = provideSshMachine()

/** A server with settings of its own, and a machine that logs in there. */
const started: LocalSshd[] = []
async function machineWith(...settings: string[]) {
  const server = await startLocalSshd(settings)
  started.push(server)
  const keySecretId = await vault.seal(server.privateKey, { kind: 'ssh-private-key', ownerId: null })
  return { server, ref: machine({ port: server.port, hostKey: server.hostKey, keySecretId }) }
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.remove()))
})

/** Something that a login runs in place of what it was asked for, as a start-up file of its shell would. */
function forced(text: string): string {
  const file = path.join(root, `forced-${Math.random().toString(36).slice(2)}`)
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return `ForceCommand ${file}`
}

const hello = () => script('hello', 'echo "::result ok=yes"')

async function refusal(setting: string) {
  const { ref } = await machineWith(setting)
  const host = await hosts().connect(ref, never)
  return failure(host.run(hello(), {}, lines()))
}

describe.skipIf(noSshd)('logins as machines have them, against OpenSSH', () => {
  it('blame a start-up file, by its name where it is known, when the shell ends before it runs anything', async () => {
    const silent = await refusal(forced('exit 0'))
    expect(silent).toMatchObject({ code: 'host-shell-ends', retryable: false })
    expect(silent.userMessage).toContain('~/.bashrc')
    expect(silent.userMessage).not.toContain('usermod')
    const named = await refusal(forced('echo "/home/buzz/.zshenv: line 3: exec: tmux: not found" >&2; exit 127'))
    expect(named.userMessage).toContain('does so, /home/buzz/.zshenv.')
    const shell = await refusal(forced('echo "This account is currently not available."; exit 1'))
    expect(shell).toMatchObject({ code: 'host-login-refused' })
    expect(shell.userMessage).toContain('usermod -s /bin/bash')
  })

  it('are not disturbed by what start-up files print, on a line of its own or not', async () => {
    const { ref } = await machineWith(forced('echo welcome; printf "12 updates "; exec sh -c "$SSH_ORIGINAL_COMMAND"'))
    const host = await hosts().connect(ref, never)
    expect(await host.run(hello(), {}, lines())).toEqual({ ok: 'yes' })
  })

  it('say which user an image of a cloud wants in place of root', async () => {
    const words = 'Please login as the user "debian" rather than the user "root".'
    const error = await refusal(forced(`echo '${words}'; echo; exit 142`))
    expect(error).toMatchObject({ code: 'host-other-user-wanted', details: { loginAs: 'debian' } })
    expect(error.userMessage).toContain(words)
    expect(error.userMessage).toContain('Log in as debian.')
  })

  it('say that a password has expired, and how a person chooses another', async () => {
    const error = await refusal(
      forced(
        'echo "WARNING: Your password has expired." >&2; echo "Password change required but no TTY available." >&2; exit 1',
      ),
    )
    expect(error).toMatchObject({ code: 'host-password-expired' })
    expect(error.userMessage).toContain('run: passwd')
  })

  it('tell a key that is taken, but not enough, from one that is not', async () => {
    const { server, ref } = await machineWith('PasswordAuthentication yes', 'AuthenticationMethods publickey,password')
    const error = await failure(hosts().connect(ref, never))
    expect(error).toMatchObject({ code: 'host-second-factor-wanted', retryable: false })
    expect(error.userMessage).toContain('takes the key')
    expect(error.userMessage).toContain(`Match User ${server.user}`)
    const none = await machineWith('PasswordAuthentication yes', 'PubkeyAuthentication no', 'PermitRootLogin yes')
    const refused = await failure(hosts().connect(none.ref, never))
    expect(refused).toMatchObject({ code: 'host-login-refused' })
    expect(refused.userMessage).toContain('takes no keys')
    expect(refused.userMessage).toContain('PubkeyAuthentication yes')
  })

  it('name the methods that are missing on our side, and the line that allows one', async () => {
    const { ref } = await machineWith('KexAlgorithms sntrup761x25519-sha512@openssh.com')
    const error = await failure(hosts().connect(ref, never))
    expect(error).toMatchObject({ code: 'host-no-common-method', retryable: false })
    expect(error.userMessage).toContain('methods for key exchange')
    expect(error.userMessage).toContain('“KexAlgorithms +curve25519-sha256”')
  })

  it('wait when a server has too many at once, and then work', async () => {
    const { server, ref } = await machineWith('MaxStartups 1:100:1', 'LoginGraceTime 2')
    const other = net.connect({ host: '127.0.0.1', port: server.port })
    await once(other, 'data')
    const host = await hosts().connect(ref, never)
    expect(await host.run(hello(), {}, lines())).toEqual({ ok: 'yes' })
    expect(server.log()).toMatch(/MaxStartups/)
    other.destroy()
  })

  it('name a penalty as what it is', async () => {
    const server = net.createServer((socket) => void socket.end('Not allowed at this time\r\n')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const error = await failure(hosts().connect(machine({ port }), never))
    expect(error).toMatchObject({ code: 'host-refuses-for-now', retryable: true })
    expect(error.userMessage).toContain('“Not allowed at this time”')
    server.close()
  })
})

/** sudo as the launcher sees it, first on the path of the login; it never runs as another user. */
describe.skipIf(noSshd)('sudo as machines have it', () => {
  async function sudoSays(text: string, password: string | undefined) {
    const folder = path.join(root, `sudo-${Math.random().toString(36).slice(2)}`)
    mkdirSync(folder)
    const put = (name: string, body: string) => {
      writeFileSync(path.join(folder, name), `#!/bin/sh\n${body}\n`)
      chmodSync(path.join(folder, name), 0o755)
    }
    // As a user who is not root.
    put('id', 'if [ "$1" = -u ]; then echo 1000; else exec /usr/bin/id "$@"; fi')
    put('sh', 'exec /bin/sh "$@"')
    if (text !== '') put('sudo', text)
    const tools = text === '' ? folder : `${folder}:$PATH`
    const { server } = await machineWith(forced(`PATH="${tools}" exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"`))
    const whom = { name: 'pi-01', address: '127.0.0.1', port: server.port, user: server.user }
    const pinned = parseHostKey(server.hostKey)
    if (pinned === undefined) throw new Error('it has a key')
    const { user, privateKey } = server
    const options = { whom, algorithms: hostKeyAlgorithms(pinned), acceptKey: () => true, user, privateKey }
    const connection = new Connection(await dial({ ...options, timeouts: patientTimeouts, signal: never }), whom)
    const withPassword = password !== undefined
    const command = launchCommand(await scriptText('launch'), { as: 'root', withPassword })
    const limit = { bytes: 1_000_000, exceeded: () => undefined }
    const onLine = () => undefined
    const outcome = await runCommand(connection, { command, password, input: '', onLine, signal: never, limit })
    connection.end()
    return scriptFailure(whom, { name: 'hello', exits: {}, outcome, results: {}, withPassword })
  }

  it('has no sudo at all', async () => {
    const error = await sudoSays('', undefined)
    expect(error).toMatchObject({ code: 'host-sudo-not-allowed' })
    expect(error?.userMessage).toContain('sudo is not installed')
  })

  it.each([
    ['wants a terminal', 'sudo: sorry, you must have a tty to run sudo', 'host-sudo-not-allowed', '!requiretty'],
    [
      'is sudo-rs, which refuses',
      "sudo: I'm sorry root. I'm afraid I can't do that",
      'host-sudo-not-allowed',
      'usermod',
    ],
    ['is sudo-rs, which asks', 'sudo: interactive authentication is required', 'host-sudo-password-needed', 'Enter it'],
    ['has an expired password', 'sudo: Account or password is expired', 'host-password-expired', 'passwd'],
  ])('%s', async (_, words, code, says) => {
    const error = await sudoSays(`echo "${words}" >&2; exit 1`, undefined)
    expect(error).toMatchObject({ code })
    expect(error?.userMessage).toContain(says)
  })

  it(
    'insults, or speaks another language, when the password is wrong',
    async () => {
      // Asks by the prompt that it was given (-S -p PROMPT), three times, as sudo does.
      const asks =
        'for n in 1 2 3; do printf %s "$3" >&2; read -r _ || exit 1; echo "Du hast keine Ahnung" >&2; done; exit 1'
      const error = await sudoSays(asks, 'wrong one')
      expect(error).toMatchObject({ code: 'host-sudo-password-wrong' })
    },
    scaledMs(20_000),
  )
})
