import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { AppError } from '@/lib/core/errors'

const TRIES = 50

/**
 * `wanted` if it is free on `host`, else the next free one above it; 0 means any.
 * @throws AppError `no-free-port`, or `bad-host` when this machine does not have that address.
 */
export async function freePort(host: string, wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + TRIES && port <= 65_535; port += 1) {
    const got = await tryListen(host, port)
    if (got !== undefined) return got
  }
  throw new AppError('no-free-port', {
    userMessage: `No free port between ${wanted} and ${wanted + TRIES - 1}. Choose another with PORT.`,
  })
}

function tryListen(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else if (error.code === 'EACCES') {
        reject(
          new AppError('port-forbidden', { userMessage: `Port ${port} needs root. Choose one above 1023 with PORT.` }),
        )
      } else {
        reject(new AppError('bad-host', { userMessage: `This machine can't listen on ${host} (HOST).`, cause: error }))
      }
    })
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(taken))
    })
  })
}

/** Networks of containers and virtual machines on this machine: nobody types their addresses. */
const VIRTUAL = /^(docker|br-|veth|virbr|cni|flannel|lxc|lxd|podman|tun|tap)/
const MOST_ADDRESSES = 3

/** The addresses under which people can reach a server on `host`: this machine's name first, then its networks. */
export function reachableUrls(host: string, port: number): string[] {
  const everywhere = host === '0.0.0.0' || host === '::'
  if (!everywhere) return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`]
  const addresses = Object.entries(networkInterfaces())
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, entries]) => entries ?? [])
    .filter((entry) => entry.family === 'IPv4' && !entry.internal)
    .map((entry) => entry.address)
  return ['localhost', ...new Set(addresses)].slice(0, 1 + MOST_ADDRESSES).map((name) => `http://${name}:${port}`)
}

/** The address by which this machine itself reaches a server on `host`. */
export const loopbackOf = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)
