import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { httpProbe } from '@/lib/http-probe/http-probe'
import { KubeTransport } from '@/lib/kubernetes/kube-transport'
import { scanHostKey } from '@/lib/remote/scan-host-key'
import { startHttpsApi } from '@/lib/testing/https-api'
import { scaledMs } from '@/lib/testing/pace'

// Somebody's service on the panel's own machine, which only the panel reaches; and all ways that a member has to name it.
let service: net.Server
let port: number
let seen: number
beforeEach(async () => {
  vi.stubEnv('BUZZCRATE_ALLOWED_ADDRESSES', '')
  seen = 0
  service = net.createServer((socket) => {
    seen += 1
    socket.destroy()
  })
  service.listen(0)
  await once(service, 'listening')
  port = (service.address() as AddressInfo).port
})
afterEach(() => {
  vi.unstubAllEnvs()
  service.close()
})

const soon = () => AbortSignal.timeout(scaledMs(10_000))
const NAMES = ['127.0.0.1', 'localhost', '::1', '::ffff:127.0.0.1', '0.0.0.0', '2130706433', '0x7f000001', '127.1']
const inUrl = (host: string) => (host.includes(':') ? `[${host}]` : host)

/** Numbers are read as addresses by some systems; others know no such name, and connect nowhere either. */
const refused = (code: string) => ({ code: expect.stringMatching(new RegExp(`^(address-refused|${code})$`)) })

const WAYS: Readonly<Record<string, (host: string) => Promise<unknown>>> = {
  'SSH to a machine': (host) => scanHostKey({ name: 'pi', address: host, port }, soon()),
  'a probe of an app': (host) => httpProbe.get(`http://${inUrl(host)}:${port}/`, { timeoutMs: 5_000, signal: soon() }),
  "a cluster's API": async (host) => {
    const api = await startHttpsApi(() => undefined)
    const transport = new KubeTransport(api.kubeconfig.replace(/https:\/\/[\d.:]+/, `https://${inUrl(host)}:${port}`))
    try {
      return await transport.json(z.json(), { path: '/version', signal: soon() })
    } finally {
      transport.close()
      await api.close()
    }
  },
  "a cluster's watch": async (host) => {
    const api = await startHttpsApi(() => undefined)
    const transport = new KubeTransport(api.kubeconfig.replace(/https:\/\/[\d.:]+/, `https://${inUrl(host)}:${port}`))
    const request = { path: '/api/v1/nodes', signal: soon(), silenceMs: 5_000, onOpen: () => undefined }
    try {
      for await (const _ of transport.lines(request));
    } finally {
      transport.close()
      await api.close()
    }
  },
}

describe.each(Object.entries(WAYS))('%s', (_, connect) => {
  it.each(NAMES)('does not lead to the panel itself: %s', async (host) => {
    await expect(connect(host)).rejects.toMatchObject(refused('host-name-unknown'))
    expect(seen).toBe(0)
  })

  it('leads there where the setting allows it', async () => {
    vi.stubEnv('BUZZCRATE_ALLOWED_ADDRESSES', '127.0.0.1')
    await expect(connect('127.0.0.1')).rejects.not.toMatchObject({ code: 'address-refused' })
    expect(seen).toBeGreaterThan(0)
  })
})
