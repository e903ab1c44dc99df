import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { log } from '@/lib/core/log'
import type { DeliverableFile } from '@/lib/ports/remote-host'
import { plain } from './dial'

/** One file offered to one machine. */
export interface Offer {
  /** @param localAddress Our address as the machine sees it. `undefined` when the server could not start. */
  url(localAddress: string): string | undefined
  withdraw(): void
}

/** Plain HTTP for public, checksummed files: machines fetch faster than an encrypted push, and check what they got. */
export interface FileServer {
  offer(file: DeliverableFile, remoteAddress: string, onProgress: (sentBytes: number) => void): Promise<Offer>
  close(): Promise<void>
}

const PIECE_BYTES = 512 * 1024

interface Offered {
  /** Those that it is being sent over. */
  readonly responses: Set<ServerResponse>
  readonly file: DeliverableFile
  readonly remoteAddress: string
  readonly onProgress: (sentBytes: number) => void
}

/**
 * A server that starts to listen at the first offer. Every offer has a path that nobody can guess, is answered only to
 * the address it is meant for, and ends with `withdraw`. Everything else gets 404.
 * @param port 0 lets the system choose.
 */
export function fileServer(port: number): FileServer {
  const offers = new Map<string, Offered>()
  let listening: Promise<Server | undefined> | undefined

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const offered = offers.get((request.url ?? '').slice(1))
    const from = plain(request.socket.remoteAddress ?? '')
    if (request.method !== 'GET' || offered === undefined || offered.remoteAddress !== from) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': offered.file.bytes,
      'cache-control': 'no-store',
    })
    offered.responses.add(response)
    response.once('close', () => offered.responses.delete(response))
    // The machine sees a short file, and the push that follows tells what is wrong with ours.
    send(offered, response).catch(() => response.destroy())
  }

  return {
    async offer(file, remoteAddress, onProgress) {
      listening ??= listen(answer, port)
      const server = await listening
      const token = randomBytes(24).toString('base64url')
      const responses = new Set<ServerResponse>()
      offers.set(token, { file, remoteAddress, onProgress, responses })
      return {
        url(localAddress) {
          const bound = server?.address()
          if (bound === null || typeof bound !== 'object') return undefined
          return `http://${isIPv6(localAddress) ? `[${localAddress}]` : localAddress}:${bound.port}/${token}`
        },
        withdraw() {
          offers.delete(token)
          // Nobody waits for the rest, and the next attempt needs the cable.
          for (const response of responses) response.destroy()
        },
      }
    },
    async close() {
      const server = await listening
      server?.closeAllConnections()
      await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
    },
  }
}

/** One piece at a time in one piece of memory: twenty machines fetch at once, and a stream would read ahead for each. */
async function send({ file, onProgress }: Offered, response: ServerResponse): Promise<void> {
  const handle = await open(file.path)
  try {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES)
    for (let sent = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, sent)
      if (bytesRead === 0) break
      await written(response, piece.subarray(0, bytesRead))
      sent += bytesRead
      onProgress(sent)
    }
    response.end()
  } finally {
    await handle.close()
  }
}

/** Resolves when the system has taken the bytes; rejects when the machine hangs up. */
function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error('the machine hung up'))
    response.once('close', onClose)
    response.write(bytes, (error) => {
      response.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** On all addresses, IPv6 and IPv4; where there is no IPv6, IPv4. Files are pushed when it cannot listen at all. */
async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  port: number,
): Promise<Server | undefined> {
  for (const host of ['::', '0.0.0.0']) {
    const server = createServer(answer)
    const failure = await new Promise<Error | undefined>((resolve) => {
      server.once('error', resolve)
      server.listen({ host, port, backlog: 256 }, () => resolve(undefined))
    })
    if (failure === undefined) return server.unref()
    log.info('the file server cannot listen', { host, port, error: failure })
  }
  return undefined
}
