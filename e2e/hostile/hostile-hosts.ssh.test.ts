import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import type { RemoteHosts } from '@/lib/ports/remote-host'
import { readBootId } from '@/lib/remote/own-scripts'
import { scanHostKey } from '@/lib/remote/scan-host-key'
import { sshHosts } from '@/lib/remote/ssh-hosts'
import { scaledMs } from '@/lib/testing/pace'
import { FLOODS, type HostileHost, type Misbehaviour, startHostileHost, startOddSocket } from './hostile-host'
import { watchMemory } from './watch-memory'

const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work()
})

const TIMEOUTS = { tcpMs: 5_000, loginMs: 15_000, aliveEveryMs: 4_000 }

async function hostile(misbehaviour: Misbehaviour): Promise<{ host: HostileHost; hosts: RemoteHosts }> {
  const host = await startHostileHost(misbehaviour)
  cleanUp.push(() => host.close())
  const hosts = sshHosts({
    directory: host.directory,
    vault: host.vault,
    clock: systemClock,
    runId: 'visit',
    timeouts: TIMEOUTS,
    outputBytes: 8 * 1_048_576,
  })
  cleanUp.push(() => hosts.close())
  return { host, hosts }
}

describe('a hasty machine', () => {
  it('has told how its command ended, though it was over before anybody could listen', async () => {
    const { host, hosts } = await hostile(async (_, end) => end(3))
    const options = { signal: AbortSignal.timeout(scaledMs(25_000)), onLine: () => undefined }
    const connected = await hosts.connect(host.machine, options.signal)
    // The connection stands: what failed is the command.
    await expect(connected.run(readBootId, {}, options)).rejects.toMatchObject({ code: 'host-shell-ends' })
  })
})

describe('a hostile machine', () => {
  it.each(Object.entries(FLOODS))('is cut off: %s', async (_, misbehaviour) => {
    const { host, hosts } = await hostile(misbehaviour)
    const memory = watchMemory()
    const options = { signal: AbortSignal.timeout(scaledMs(25_000)), onLine: () => undefined }
    const connected = await hosts.connect(host.machine, options.signal)
    await expect(connected.run(readBootId, {}, options)).rejects.toMatchObject({
      code: 'host-misbehaves',
      userMessage: expect.stringMatching(/^pi-01 printed more than 8 MiB/),
    })
    expect(memory.stop().grownMb).toBeLessThan(150)
    await vi.waitFor(() => expect(host.connections()).toBe(0), scaledMs(5_000))
  })

  it.each([
    ['a greeting without end', (send: (text: string) => void) => setInterval(() => send('x'.repeat(60_000)), 1)],
    [
      'lines before its greeting without end',
      (send: (text: string) => void) => setInterval(() => send('x\r\n'.repeat(20_000)), 1),
    ],
  ])('is not waited for: %s', async (_, talk) => {
    const timers: NodeJS.Timeout[] = []
    const socket = await startOddSocket((one) => timers.push(talk((text) => one.writable && one.write(text))))
    cleanUp.push(() => socket.close())
    cleanUp.push(async () => timers.forEach(clearInterval))
    const memory = watchMemory()
    const whom = { name: 'pi-01', address: '127.0.0.1', port: socket.port }
    await expect(scanHostKey(whom, AbortSignal.timeout(scaledMs(20_000)), TIMEOUTS)).rejects.toMatchObject({
      code: expect.stringMatching(/^host-/),
    })
    expect(memory.stop().grownMb).toBeLessThan(150)
  })
})
