import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { type FileServer, fileServer, type Offer } from './file-server'

const BYTES = 64 * 1_048_576

function fetchSlowly(offer: Offer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(offer.url('127.0.0.1') ?? '', (response) => resolve(response.pause())).on('error', reject)
  })
}

async function withServer(work: (server: FileServer, file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'file-server-'))
  const file = path.join(folder, 'release')
  writeFileSync(file, Buffer.alloc(BYTES))
  const server = fileServer(0)
  try {
    await work(server, file)
  } finally {
    await server.close()
    await rm(folder, { recursive: true })
  }
}

it('sends nothing more of a file whose offer was withdrawn', async () => {
  await withServer(async (server, path) => {
    const sent: number[] = []
    const file = { name: 'release', sha256: 'x', bytes: BYTES, path }
    const offer = await server.offer(file, '127.0.0.1', (bytes) => void sent.push(bytes))
    const response = await fetchSlowly(offer)
    expect(response.statusCode).toBe(200)
    offer.withdraw()
    let came = 0
    const broke = new Promise<string>((resolve) => {
      response.on('error', ({ message }) => resolve(message)).on('end', () => resolve('whole'))
    })
    response.on('data', (piece: Buffer) => {
      came += piece.length
    })
    response.resume()
    expect(await broke).toBe('aborted')
    expect(came).toBeLessThan(BYTES)
    expect(Math.max(0, ...sent)).toBeLessThan(BYTES)
  })
})
