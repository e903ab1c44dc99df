import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mustRun, runCommand } from '@/e2e/lab/hosts/run-command'
import { systemClock, waitFor } from '@/lib/core/clock'
import { AppError } from '@/lib/core/errors'
import { scaledMs } from '@/lib/testing/pace'

export interface ContainerOptions {
  readonly image: string
  readonly platform: string
  readonly env: Readonly<Record<string, string>>
  /** Folders of this machine, by where the container has them. */
  readonly volumes?: Readonly<Record<string, string>>
  /** In place of what the image starts. */
  readonly command?: readonly string[]
}

/** Debian's containerd and runc on folders of their own: what k3s has inside, in another version. Needs root. */
export class ContainerRuntime {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'buzzcrate-containerd-'))
  private readonly socket = path.join(this.folder, 'containerd.sock')
  private readonly stops: (() => Promise<void>)[] = []
  private names = 0
  /** Where layers cannot be stacked, e.g. on an overlay, they are copied. */
  private snapshotter = 'native'

  static async start(): Promise<ContainerRuntime> {
    const runtime = new ContainerRuntime()
    await runtime.begin()
    return runtime
  }

  ctr(...args: readonly string[]): Promise<string> {
    return mustRun('ctr', ['--address', this.socket, ...args], { timeoutMs: 120_000 })
  }

  /**
   * Starts a container with a read-only root, without any rights, on this machine's network, as a pod would.
   * @returns its output so far, and a way to end it as Kubernetes does
   */
  run({ image, platform, env, volumes = {}, command = [] }: ContainerOptions) {
    const name = `c${this.names++}`
    const mounts = [
      'type=tmpfs,src=tmpfs,dst=/tmp,options=rw:mode=1777',
      ...Object.entries(volumes).map(([inside, outside]) => `type=bind,src=${outside},dst=${inside},options=rbind:rw`),
    ]
    const args = [
      ...['--address', this.socket, 'run', '--rm', '--read-only', '--net-host', '--snapshotter', this.snapshotter],
      ...['--platform', platform, ...mounts.flatMap((mount) => ['--mount', mount])],
      ...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...[image, name, ...command],
    ]
    const child = spawn('ctr', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk
      })
    }
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    const end = async (signal: string) => {
      if (child.exitCode === null)
        await runCommand('ctr', ['--address', this.socket, 'task', 'kill', '-s', signal, name])
      return ended
    }
    this.stops.push(async () => void (await end('SIGKILL')))
    return { output: () => output, ended, end }
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async begin(): Promise<void> {
    const config = path.join(this.folder, 'config.toml')
    const plugins = [
      'io.containerd.grpc.v1.cri',
      ...['aufs', 'btrfs', 'devmapper', 'zfs'].map((name) => `io.containerd.snapshotter.v1.${name}`),
    ]
    writeFileSync(
      config,
      `version = 2\nroot = "${this.folder}/root"\nstate = "${this.folder}/state"\ndisabled_plugins = ${JSON.stringify(plugins)}\n[grpc]\naddress = "${this.socket}"\n`,
    )
    const log = path.join(this.folder, 'log')
    const child = spawn('sh', ['-c', 'exec containerd --config "$0" >"$1" 2>&1', config, log], { stdio: 'ignore' })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    this.stops.push(async () => {
      child.kill('SIGTERM')
      await ended
    })
    await waitFor<true>({
      look: async () =>
        (await runCommand('ctr', ['--address', this.socket, 'version'])).code === 0 ? true : undefined,
      everyMs: 100,
      deadlineMs: scaledMs(30_000),
      onDeadline: () =>
        new AppError('no-containerd', {
          userMessage: `containerd did not start: ${existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : ''}`,
        }),
      clock: systemClock,
      signal: new AbortController().signal,
    })
    if (/^\S+\s+overlayfs\s.*\bok\s*$/m.test(await this.ctr('plugins', 'ls'))) this.snapshotter = 'overlayfs'
  }
}
