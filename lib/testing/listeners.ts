import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A TCP port on which a process listens, or a UDP port that it has bound. */
export interface Listener {
  readonly pid: number
  readonly protocol: 'tcp' | 'udp'
  /** `127.0.0.1`, `0.0.0.0`, `::` … */
  readonly address: string
  readonly port: number
}

/** Kernel's number for a TCP socket that listens; for a UDP socket that is bound to no peer. */
const WAITING = { tcp: '0A', udp: '07' } as const
const TABLES = [
  ['tcp', '/proc/net/tcp'],
  ['tcp', '/proc/net/tcp6'],
  ['udp', '/proc/net/udp'],
  ['udp', '/proc/net/udp6'],
] as const

/** What a process and all that descend from it listen on now. Linux only: it reads /proc. */
export function listenersOf(root: number): readonly Listener[] {
  const byInode = new Map(
    TABLES.flatMap(([protocol, file]) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .slice(1)
        .flatMap((line) => {
          const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
          const [address = '', port = ''] = local.split(':')
          if (state !== WAITING[protocol]) return []
          return [[inode, { protocol, address: addressOf(address), port: Number.parseInt(port, 16) }] as const]
        }),
    ),
  )
  return processesUnder(root).flatMap((pid) =>
    socketsOf(pid).flatMap((inode) => {
      const found = byInode.get(inode)
      return found === undefined ? [] : [{ pid, ...found }]
    }),
  )
}

/** The kernel writes 32-bit words in the machine's own byte order, which is little-endian wherever the panel runs. */
function addressOf(hex: string): string {
  const bytes = hex.match(/.{8}/g)?.flatMap((word) => word.match(/../g)?.reverse() ?? []) ?? []
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.')
  const groups = Array.from({ length: 8 }, (_, group) => `${bytes[2 * group]}${bytes[2 * group + 1]}`)
  const text = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
  return text === '0:0:0:0:0:0:0:0' ? '::' : text === '0:0:0:0:0:0:0:1' ? '::1' : text
}

export function processesUnder(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const status = ofProcess(() => readFileSync(`/proc/${name}/status`, 'utf8'))
      return status === undefined ? [] : [[Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1])] as const]
    })
  const found = [root]
  for (let index = 0; index < found.length; index += 1) {
    found.push(...parents.filter(([, parent]) => parent === found[index]).map(([pid]) => pid))
  }
  return found
}

function socketsOf(pid: number): readonly string[] {
  const names = ofProcess(() => readdirSync(`/proc/${pid}/fd`)) ?? []
  return names.flatMap((name) => {
    const target = ofProcess(() => readlinkSync(`/proc/${pid}/fd/${name}`)) ?? ''
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []
  })
}

/** Undefined for a process that has ended meanwhile. */
function ofProcess<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}
