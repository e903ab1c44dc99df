import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { type LocalSshd, noSshd, startLocalSshd } from '@/lib/testing/local-sshd'
import { provideTestDatabase } from '@/lib/testing/provide-test-database'
import { createKey } from '../ssh-keys/create-key'
import { addMachines } from './add-machines'
import { checkMachine } from './check-machine'
import { preflightMachines } from './preflight-machines'
import { trustHostKey } from './trust-host-key'

provideTestDatabase()

const anna: Actor = { userId: 'anna', role: 'member' }
const wanted = { k3sVersion: 'v1.36.1+k3s1', allowCgroupV1: false, traefik: false, apps: [], visit: true }
let sshd: LocalSshd

describe.skipIf(noSshd)('visits of machines, against OpenSSH', () => {
  beforeAll(async () => {
    sshd = await startLocalSshd()
    await db().user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
  })
  afterAll(() => sshd?.remove())

  async function addMachine(name: string, port: number) {
    const key = await createKey(anna, { name: `key of ${name}`, privateKey: sshd.privateKey })
    const [machine] = await addMachines(anna, {
      list: `${name} 127.0.0.1:${port}`,
      loginUser: sshd.user,
      sshKeyId: key.id,
    })
    if (machine === undefined) throw new Error('nothing was added')
    return machine
  }

  it('show the host key first, then all that is known, and notice another key', async () => {
    const { id } = await addMachine('pi-01', sshd.port)
    const first = await checkMachine(anna, id)
    expect(first).toMatchObject({
      hostKeyFingerprint: undefined,
      findings: [
        { id: 'reach', level: 'ok' },
        { id: 'login', level: 'blocker' },
      ],
    })
    const offered = first.offeredFingerprint ?? ''
    expect(first.findings?.[1]?.sentence).toContain(offered)

    await trustHostKey(anna, id, offered)
    const seen = await checkMachine(anna, id)
    expect(seen.hostKeyFingerprint).toBe(offered)
    expect(seen.summary).toMatch(/^\S.*, (amd64|arm64|arm), .* free, clock right, cgroup v[12]$/)
    expect(seen.findings?.find((finding) => finding.id === 'login')).toMatchObject({ level: 'ok' })
    expect(await db().machine.findUniqueOrThrow({ where: { id } })).toMatchObject({
      facts: { cpus: expect.any(Number) },
    })

    sshd.changeHostKeys('ed25519')
    await sshd.stop()
    await sshd.start()
    const changed = await checkMachine(anna, id)
    expect(changed.hostKeyFingerprint).toBe(offered)
    expect(changed.offeredFingerprint).not.toBe(offered)
    const login = changed.findings?.find((finding) => finding.id === 'login')
    expect(login?.level).toBe('blocker')
    expect(login?.sentence).toContain(`Now: ${changed.offeredFingerprint}`)

    await trustHostKey(anna, id, changed.offeredFingerprint ?? '')
    expect(await checkMachine(anna, id)).toMatchObject({ offeredFingerprint: undefined })
  })

  it('go side by side and judge machines for their roles, and against each other', async () => {
    const one = await db().machine.findFirstOrThrow({ where: { name: 'pi-01' } })
    // The same machine under another name of its address.
    await db().machine.update({ where: { id: one.id }, data: { address: 'localhost' } })
    const twin = await addMachine('pi-02', sshd.port)
    const dead = await addMachine('pi-03', 1)
    await db().machine.update({ where: { id: twin.id }, data: { hostKey: one.hostKey } })
    const machines = [
      { machineId: one.id, role: 'server' as const },
      { machineId: twin.id, role: 'agent' as const },
      { machineId: dead.id, role: 'agent' as const },
    ]
    const { ready, machines: judged } = await preflightMachines(anna, { ...wanted, machines })
    expect(ready).toBe(false)
    expect(judged.map(({ name, role }) => `${name} ${role}`)).toEqual(['pi-01 server', 'pi-02 agent', 'pi-03 agent'])
    expect(judged[0]?.findings.find((finding) => finding.id === 'same-machine')?.sentence).toContain('pi-01 and pi-02')
    expect(judged[2]).toMatchObject({ level: 'blocker', findings: [{ id: 'reach' }] })
    expect(judged[2]?.findings[0]?.sentence).toContain('SSH refused by pi-03 (127.0.0.1:1)')
  })
})
