import { once } from 'node:events'
import net from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SshTarget } from '@/lib/remote/ssh-target'
import { makeKeyPair, noSshd, startLocalSshd } from '@/lib/testing/local-sshd'
import { type NetworkCable, networkCable } from '@/lib/testing/network-cable'
import { scaledMs } from '@/lib/testing/pace'
import { provideSshMachine } from '@/lib/testing/ssh-machine'
import { fingerprint, parseHostKey } from './host-key'
import { scanHostKey } from './scan-host-key'

const { vault, root, never, sshd, script, machine, hosts, lines, failure, eventually } = provideSshMachine()

describe.skipIf(noSshd)('connections over SSH, against OpenSSH', () => {
  describe('what goes wrong with connecting', () => {
    it('tells a refused port, an unknown name, a silent host and something that is no SSH apart', async () => {
      const silent = net.createServer().listen(0, '127.0.0.1')
      const chatty = net
        .createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
        .listen(0, '127.0.0.1')
      await Promise.all([once(silent, 'listening'), once(chatty, 'listening')])
      const portOf = (server: net.Server) => {
        const address = server.address()
        return typeof address === 'object' && address !== null ? address.port : 0
      }
      const timeouts = { tcpMs: scaledMs(2_000), loginMs: scaledMs(300), aliveEveryMs: 4_000 }
      const connect = (overrides: Partial<SshTarget>) =>
        failure(hosts({ timeouts }).connect(machine({ name: 'pi-03', ...overrides }), never))
      const [refused, unknown, mute, other] = await Promise.all([
        connect({ port: 1 }),
        connect({ address: 'no-such-machine.invalid' }),
        connect({ port: portOf(silent) }),
        connect({ port: portOf(chatty) }),
      ])
      expect(refused).toMatchObject({ code: 'host-refused', retryable: true })
      expect(refused.userMessage).toContain('SSH refused by pi-03 (127.0.0.1:1). The machine is up')
      expect(unknown).toMatchObject({ code: 'host-name-unknown', retryable: false })
      expect(mute).toMatchObject({ code: 'host-timed-out', retryable: true })
      expect(mute.userMessage).toContain('takes the connection')
      expect(other).toMatchObject({ code: 'host-refused' })
      expect(other.userMessage).toContain('not SSH')
      silent.close()
      chatty.close()
    })

    it('says that the key is not accepted, naming the user', async () => {
      const stranger = makeKeyPair(root, 'stranger').privateKey
      const id = await vault.seal(stranger, { kind: 'ssh-private-key', ownerId: null })
      const error = await failure(hosts().connect(machine({ keySecretId: id }), never))
      expect(error).toMatchObject({ code: 'host-login-refused', retryable: false })
      expect(error.userMessage).toContain(sshd().user)
    })

    it('connects to nobody whose key was never accepted', async () => {
      const cable = await networkCable(sshd().port)
      const error = await failure(hosts().connect(machine({ port: cable.port, hostKey: '' }), never))
      expect(error.code).toBe('host-key-not-accepted')
      expect(cable.connections).toBe(0)
      await cable.close()
    })

    it('gives up at once when the caller does, and shares one attempt between callers', async () => {
      const cable = await networkCable(sshd().port)
      const made = hosts()
      const abort = new AbortController()
      const impatient = made.connect(machine({ port: cable.port }), abort.signal)
      const patient = made.connect(machine({ port: cable.port }), never)
      abort.abort(new Error('enough'))
      await expect(impatient).rejects.toThrow('enough')
      await patient
      expect(cable.connections).toBe(1)
      await cable.close()
    })
  })

  describe('host keys', () => {
    it('shows the fingerprint that OpenSSH shows, without logging in', async () => {
      const whom = { name: 'pi-01', address: '127.0.0.1', port: sshd().port }
      const scanned = await scanHostKey(whom, never)
      const pinned = parseHostKey(sshd().hostKey)
      expect(scanned).toEqual({ hostKey: sshd().hostKey, fingerprint: pinned && fingerprint(pinned) })
    })

    it('refuses a changed key and says both fingerprints, also when the type has changed', async () => {
      const other = await startLocalSshd()
      const before = other.hostKey
      for (const type of ['ed25519', 'ecdsa', 'rsa']) {
        const after = other.changeHostKeys(type)
        await other.stop()
        await other.start()
        const told: string[] = []
        const made = hosts({ onKeyChanged: (_, offered) => void told.push(offered) })
        const error = await failure(made.connect(machine({ port: other.port, hostKey: before }), never))
        expect(error).toMatchObject({ code: 'host-key-changed', retryable: false })
        const [old, now] = [before, after].map((text) => parseHostKey(text)).map((key) => key && fingerprint(key))
        expect(error.userMessage).toContain(`Accepted: ${old}. Now: ${now}.`)
        expect(error.details).toMatchObject({ expected: old, offered: now, offeredKey: after })
        expect(told).toEqual([after])
      }
      await other.remove()
    })

    it('takes a pinned key that is not the one that the host prefers', async () => {
      const other = await startLocalSshd()
      const ed25519 = other.hostKey
      const rsa = other.changeHostKeys('rsa', 'ecdsa')
      await other.stop()
      await other.start()
      const id = await vault.seal(other.privateKey, { kind: 'ssh-private-key', ownerId: null })
      await hosts().connect(machine({ port: other.port, hostKey: rsa, keySecretId: id }), never)
      expect(parseHostKey(ed25519)?.type).toBe('ssh-ed25519')
      await other.remove()
    })
  })

  describe('a network that breaks', () => {
    let cable: NetworkCable
    beforeAll(async () => {
      cable = await networkCable(sshd().port)
    })
    afterEach(() => cable.mend())
    afterAll(() => cable.close())

    it('says that the connection broke in the middle of a command, and the next command works', async () => {
      const host = await hosts().connect(machine({ port: cable.port }), never)
      const log = lines()
      const running = failure(host.run(script('hang', 'echo here; sleep 300'), {}, log))
      await eventually(() => log.seen.includes('out here') || undefined)
      cable.drop()
      expect(await running).toMatchObject({ code: 'host-connection-lost', retryable: true })
      expect(await host.run(script('again', 'echo "::result ok=yes"'), {}, lines())).toEqual({ ok: 'yes' })
    })

    it('notices an idle connection that died, and makes another', async () => {
      const host = await hosts().connect(machine({ port: cable.port }), never)
      const before = cable.connections
      cable.drop()
      const again = script('idle', 'echo "::result ok=yes"')
      expect(await host.run(again, {}, lines())).toEqual({ ok: 'yes' })
      expect(cable.connections).toBe(before + 1)
    })

    it('notices a machine that froze', async () => {
      const timeouts = { tcpMs: scaledMs(2_000), loginMs: scaledMs(10_000), aliveEveryMs: scaledMs(200) }
      const host = await hosts({ timeouts }).connect(machine({ port: cable.port }), never)
      const log = lines()
      const running = failure(host.run(script('frozen', 'echo here; sleep 300'), {}, log))
      await eventually(() => log.seen.includes('out here') || undefined)
      cable.freeze()
      expect(await running).toMatchObject({ code: 'host-connection-lost' })
    })
  })
})
