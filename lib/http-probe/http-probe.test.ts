import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { httpProbe } from './http-probe'

const open: Server[] = []
function closeAll() {
  for (const server of open.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
}
afterEach(closeAll)

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

const ask = (url: string, timeoutMs = scaledMs(1_000), signal = new AbortController().signal) =>
  httpProbe.get(url, { timeoutMs, signal })

describe('httpProbe', () => {
  it('gives status and body, whatever the status', async () => {
    const url = await serve((request, response) => response.writeHead(404).end(`you asked ${request.url}`))
    expect(await ask(`${url}/?hello`)).toEqual({ status: 404, body: 'you asked /?hello' })
  })

  it('fails with a reason where nothing listens', async () => {
    const url = await serve(() => undefined)
    closeAll()
    await expect(ask(url)).rejects.toMatchObject({
      code: 'http-no-answer',
      retryable: true,
      userMessage: `${url} does not answer: nothing listens on that port.`,
    })
  })

  it('fails when no answer comes in time', async () => {
    const url = await serve(() => undefined)
    await expect(ask(url, 20)).rejects.toMatchObject({ code: 'http-no-answer' })
  })

  it('stops when the step is stopped', async () => {
    const url = await serve(() => undefined)
    const stop = new AbortController()
    const asked = ask(url, 5_000, stop.signal)
    stop.abort(new Error('cancelled'))
    await expect(asked).rejects.toThrow('cancelled')
  })
})
