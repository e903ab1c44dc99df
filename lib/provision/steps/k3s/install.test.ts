import { expect, it } from 'vitest'
import { AppError } from '@/lib/core/errors'
import type { ProvisionPorts } from '@/lib/ports/provision-ports'
import type { RemoteHost } from '@/lib/ports/remote-host'
import { FAKE_VERSION, FakeWorld } from '@/lib/testing/fakes/fake-world'
import { installK3s } from './install'

const machine = { machineId: 'm1', name: 'pi-01' }
const DELIVERED = {
  path: '/var/cache/buzzcrate/x.deb',
  sha256: 'abc',
  format: 'deb',
  architecture: 'amd64',
} as const

/** A machine on which the package is damaged as often as is said; the names of what was brought to it. */
function world(damagedTimes: number) {
  const brought: string[] = []
  const lines: string[] = []
  let left = damagedTimes
  const host: RemoteHost = {
    machine,
    async run(script) {
      if (left-- > 0) throw new AppError('host-file-corrupt', { userMessage: 'Damaged.', retryable: true })
      return script.result.parse({ state: 'installed' })
    },
    async deliver(file) {
      brought.push(file.name)
      return { sent: true }
    },
    writeFile: async () => undefined,
    readFile: async () => undefined,
  }
  const { ports } = new FakeWorld([])
  const { hosts: simulated } = ports
  const hosts = Object.assign(simulated, { connect: async () => host })
  const ctx = {
    runId: 'r',
    subjectId: 'c',
    node: 'n',
    attempt: 1,
    signal: new AbortController().signal,
    ports: { ...ports, hosts } satisfies ProvisionPorts,
    log: (line: string) => void lines.push(line),
  }
  return { ctx, brought, lines }
}

it('brings a package that was damaged after it had come once more, since its own step is over', async () => {
  const { ctx, brought, lines } = world(1)
  const delivered = { ...DELIVERED, k3sVersion: FAKE_VERSION }
  expect(await installK3s.run(ctx, { machine, delivered })).toEqual({})
  expect(brought).toHaveLength(1)
  expect(lines).toContain('Damaged. It is brought once more.')
})

it.each([
  ['damaged again', 2, { ...DELIVERED, k3sVersion: FAKE_VERSION }],
  ['of a run of an older panel', 1, DELIVERED],
])('tells of a package that is %s', async (_, times, delivered) => {
  const { ctx } = world(times)
  await expect(installK3s.run(ctx, { machine, delivered })).rejects.toMatchObject({ code: 'host-file-corrupt' })
})
