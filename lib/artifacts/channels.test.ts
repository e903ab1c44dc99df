import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { lookUpChannels } from './channels'

const signal = new AbortController().signal
let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'channels-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('channels', () => {
  const answer = JSON.stringify({
    type: 'whatever it is called today',
    data: [
      { id: 'v1.35', latest: 'v1.35.4+k3s1' },
      { id: 'latest', name: 'latest', latest: 'v1.36.3+k3s1' },
      { id: 'v1.36', latest: 'v1.36.3+k3s1' },
      { id: 'stable', latest: 'v1.35.4+k3s1' },
      { id: 'testing', latest: 'v1.37.0-rc1+k3s1' },
      { id: 'v1.16-testing', latest: 'v1.16.0+k3s1' },
      { id: 'v1.34' },
      'nonsense',
    ],
  })
  async function channelServer(body: string) {
    const server = createServer((_request, response) => response.end(body))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/` }
  }

  it('are read leniently, kept, and used when nobody answers', async () => {
    const { server, url } = await channelServer(answer)
    let now = 1_000_000
    const clock = { ...systemClock, now: () => now }
    const ask = () => lookUpChannels({ folder, url, clock, signal })
    const fresh = await ask()
    expect(fresh.channels.map((channel) => channel.name)).toEqual(['stable', 'latest', 'v1.36', 'v1.35'])
    expect(fresh.problem).toBeUndefined()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    expect(await ask()).toEqual(fresh)
    now += 2 * 60 * 60 * 1000
    expect(await ask()).toEqual({ ...fresh, problem: expect.stringContaining('can’t be reached'.replace('’', "'")) })
  })

  it('say why there are none', async () => {
    const { server, url } = await channelServer('<html>')
    const none = await lookUpChannels({ folder, url, clock: systemClock, signal })
    expect(none).toMatchObject({ channels: [], fetchedAt: undefined })
    expect(none.problem).toBeTruthy()
    server.close()
  })
})
