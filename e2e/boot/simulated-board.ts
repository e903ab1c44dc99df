import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { copyFile, readFile, truncate } from 'node:fs/promises'
import path from 'node:path'
import type { BoardFirmware } from './board-firmware'

const GIB = 1024 ** 3

/** How an arm64 machine that QEMU simulates reaches this one. */
export const HOST_OF_GUEST = '10.0.2.2'

/**
 * Starts an arm64 machine with EFI from a card, without the help of this machine's processor: some twenty times slower than
 * a board. Its network reaches this machine's loopback, as `HOST_OF_GUEST`, and its SSH answers at a port here.
 */
export async function startBoard(options: {
  readonly card: string
  /** What the card really has; the image is shorter. */
  readonly cardGib: number
  readonly firmware: BoardFirmware
  readonly sshPort: number
  readonly folder: string
}): Promise<SimulatedBoard> {
  const { card, cardGib, firmware, sshPort, folder } = options
  await truncate(card, cardGib * GIB)
  const variables = path.join(folder, 'variables.fd')
  await copyFile(firmware.variables, variables)
  const args = [
    ...['-M', 'virt', '-cpu', 'cortex-a53', '-smp', '2', '-m', '1024', '-accel', 'tcg,thread=multi'],
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${firmware.code}`],
    ...['-drive', `if=pflash,format=raw,file=${variables}`],
    ...['-drive', `if=none,id=card,file=${card},format=raw`, '-device', 'virtio-blk-pci,drive=card'],
    ...['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${sshPort}-:22`],
    ...['-device', 'virtio-net-pci,netdev=net,romfile=', '-device', 'virtio-rng-pci'],
    ...['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-no-reboot'],
  ]
  const child = spawn('qemu-system-aarch64', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new SimulatedBoard(child, path.join(folder, 'console.log'))
}

export class SimulatedBoard {
  private readonly child: ChildProcess
  private readonly log: string
  private readonly ended: Promise<unknown>

  constructor(child: ChildProcess, log: string) {
    this.child = child
    this.log = log
    this.ended = once(child, 'close')
    child.stdout?.pipe(createWriteStream(log))
  }

  /** What stands on its console last, for a test that fails. */
  async lastWords(): Promise<string> {
    return (await readFile(this.log, 'utf8')).slice(-3000)
  }

  /** Until it has switched itself off. */
  async off(): Promise<void> {
    await this.ended
  }

  /** Pulls the plug. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }
}
