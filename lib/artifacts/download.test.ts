import { createServer } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { downloadText } from './download'

afterEach(() => void vi.unstubAllEnvs())

it('names the proxy that does not answer, and where it is written', async () => {
  // A port where nobody listens any more.
  const listener = createServer()
  const port = await new Promise<number>((resolve) =>
    listener.listen(0, '127.0.0.1', () => resolve(Number(Reflect.get(Object(listener.address()), 'port')))),
  )
  await new Promise((resolve) => listener.close(resolve))
  vi.stubEnv('HTTPS_PROXY', `http://anna:s3cret@127.0.0.1:${port}`)
  const asked = downloadText('https://releases.invalid/channels', {
    clock: systemClock,
    signal: new AbortController().signal,
  })
  await expect(asked).rejects.toMatchObject({
    code: 'download-failed',
    userMessage: expect.stringMatching(
      new RegExp(
        `^releases\\.invalid can't be reached .* through the proxy 127\\.0\\.0\\.1:${port}, which HTTPS_PROXY names`,
      ),
    ),
  })
  await expect(asked).rejects.not.toMatchObject({ userMessage: expect.stringContaining('s3cret') })
})
