import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import path from 'node:path'
import { cgroupPids, cgroupVersion } from './host-cgroups'
import type { HostState } from './lab-state'

const supervisor = path.join(import.meta.dirname, 'supervise.sh')

/** Starts the host's supervisor, which outlives this process. */
export async function startHost(host: HostState, root: string, bridge: string, logFile: string): Promise<void> {
  const values = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ROOT: root,
    MACHINE: host.machine,
    NODE_NAME: host.hostname,
    BRIDGE: bridge,
    CGROUPS: host.cgroups.join('\n'),
    UNIFIED: (await cgroupVersion()) === 'v2' ? '1' : '0',
  }
  const words = Object.entries(values).map(([name, value]) => `${name}=${value}`)
  const log = openSync(logFile, 'a')
  const child = spawn('env', ['-i', ...words, 'sh', supervisor], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    // The process ended between two looks at it.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return ''
    throw error
  }
}

/** The machine's number of the host's pid 1, null while the host is off. */
export async function initPid(host: Pick<HostState, 'cgroups'>): Promise<number | null> {
  for (const pid of await cgroupPids(host.cgroups)) {
    const status = await readIfThere(`/proc/${pid}/status`)
    // Of the numbers that a process has, one a pid namespace, pid 1 of the host has two and the second is 1.
    if (/^NSpid:\t\d+\t1$/m.test(status)) return pid
  }
  return null
}

/** The host's boot id; null while it is off or still starting. */
export async function bootId(pid: number): Promise<string | null> {
  return (await readIfThere(`/proc/${pid}/root/proc/sys/kernel/random/boot_id`)).trim() || null
}

/** True when the host's sshd listens and the host has its address; looks from outside, without a packet on the wire. */
export async function hasListeningSshd(pid: number, address: string): Promise<boolean> {
  const sockets = await readIfThere(`/proc/${pid}/net/tcp`)
  const addresses = await readIfThere(`/proc/${pid}/net/fib_trie`)
  return / 00000000:0016 00000000:0000 0A /.test(sockets) && addresses.includes(address)
}

/** True when an SSH server greets on the address. */
export function greetsOnSsh(address: string, timeoutMs = 500): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22 })
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(timeoutMs, () => end(false))
    socket.on('error', () => end(false))
    socket.on('close', () => end(false))
    socket.once('data', (chunk) => end(chunk.toString().startsWith('SSH-2.0-')))
  })
}
