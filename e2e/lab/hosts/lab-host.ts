import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { cgroupPids, createHostCgroups, killHostProcesses, removeHostCgroups, setFrozen } from './host-cgroups'
import { setHostClock } from './host-clock'
import { fillHostDisk, freeHostDisk, hostFolders, mountHostDisk, removeHostDisk } from './host-disk'
import { writeFirstBoot, writeHostKeys, writeIdentity, writeSudo } from './host-identity'
import { bootId, greetsOnSsh, hasListeningSshd, initPid, startHost } from './host-processes'
import type { HostSnapshot } from './host-snapshot'
import type { FirstBoot } from './lab'
import type { HostState, SudoMode } from './lab-state'
import { type LinkShape, removeLink, shapeLink, unshapeLink } from './link-shape'
import { type CommandOptions, type CommandResult, LabError, mustRun, runCommand, waitFor } from './run-command'
import { runInside } from './run-inside'
import { takeSnapshot } from './take-snapshot'

/** What a host needs to know of its lab. */
export type HostSurroundings = {
  readonly folder: string
  readonly bridge: string
  readonly gateway: string
  readonly publicKey: string
  /** Arguments for ssh: key, known hosts, no questions. */
  readonly sshOptions: readonly string[]
  /** Called with the host's new public key whenever it gets one. */
  readonly hostKeyChanged: (host: LabHost, publicKey: string) => Promise<void>
}

/** One host of a lab. Its controls act from outside, as a hand at the desk would; `exec` works even when it is cut off. */
export class LabHost {
  readonly state: HostState
  readonly #lab: HostSurroundings
  readonly #folders: ReturnType<typeof hostFolders>

  constructor(state: HostState, lab: HostSurroundings) {
    this.state = state
    this.#lab = lab
    this.#folders = hostFolders(lab.folder)
  }

  get name(): string {
    return this.state.name
  }

  get address(): string {
    return this.state.address
  }

  /** The host's whole file system as this machine sees it. */
  get root(): string {
    return this.#folders.root
  }

  get #link(): string {
    return `vb-${this.state.machine}`
  }

  /** Makes the disk, writes the identity and switches the host on; `waitUntilUp` says when it answers. */
  async create(firstBoot?: FirstBoot): Promise<void> {
    await mountHostDisk(this.state, this.#folders)
    const { gateway, publicKey } = this.#lab
    if (firstBoot !== undefined) {
      // Who it is comes from cloud-init: its host keys too.
      await writeIdentity(this.root, this.state, gateway, firstBoot.authorizedKeys.map((key) => `${key}\n`).join(''))
      await writeFirstBoot(this.root, firstBoot)
      return this.powerOn()
    }
    const [hostKey] = await Promise.all([
      writeHostKeys(this.root),
      writeIdentity(this.root, this.state, gateway, publicKey),
    ])
    await this.#lab.hostKeyChanged(this, hostKey)
    await this.powerOn()
  }

  /** Switches the host on. Resolves at once; see `waitUntilUp`. */
  async powerOn(): Promise<void> {
    if ((await cgroupPids(this.state.cgroups)).length > 0) throw new LabError(`${this.name} is on already`)
    await createHostCgroups(this.state.cgroups)
    await startHost(this.state, this.root, this.#lab.bridge, path.join(this.#lab.folder, 'console.log'))
  }

  /** Resolves when sshd greets on the host's address. */
  async waitUntilUp(timeoutMs = 60_000): Promise<void> {
    try {
      await waitFor(`${this.name} to answer on ${this.address}`, () => this.isUp(), { timeoutMs, everyMs: 60 })
    } catch (error) {
      const log = await readFile(path.join(this.#lab.folder, 'console.log'), 'utf8').catch(() => '')
      throw new LabError(`${error instanceof Error ? error.message : error}\nconsole: ${log.slice(-1500)}`)
    }
  }

  async isUp(): Promise<boolean> {
    const pid = await initPid(this.state)
    return pid !== null && (await hasListeningSshd(pid, this.address)) && (await greetsOnSsh(this.address))
  }

  /** Power cut: every process ends at once, the file system stays as it was. */
  async kill(): Promise<void> {
    await killHostProcesses(this.state.cgroups)
    await removeLink(this.#link)
  }

  /** Asks the host to reboot and resolves when it answers again, with the same file system and another boot id. */
  async reboot(timeoutMs = 60_000): Promise<void> {
    const before = await this.bootId()
    await this.exec('systemctl reboot')
    await waitFor(
      `reboot of ${this.name}`,
      async () => {
        const pid = await initPid(this.state)
        const now = pid === null ? null : await bootId(pid)
        return now !== null && now !== before
      },
      { timeoutMs },
    )
    await this.waitUntilUp(timeoutMs)
  }

  async bootId(): Promise<string> {
    const pid = await initPid(this.state)
    const id = pid === null ? null : await bootId(pid)
    if (id === null) throw new LabError(`${this.name} is off`)
    return id
  }

  /** Ends the host and takes away its disk, its link and its folders. */
  async remove(): Promise<void> {
    await this.kill()
    await removeHostDisk(this.#folders)
    await removeHostCgroups(this.state.cgroups)
    await rm(this.#lab.folder, { recursive: true, force: true })
  }

  /** Throws the host's disk away and installs it anew, same address, new host keys. Resolves when it answers. */
  async reset(): Promise<void> {
    await this.kill()
    await removeHostDisk(this.#folders)
    await this.create()
    await this.waitUntilUp()
  }

  /** Pulls the network cable: the host runs on, nothing reaches it. */
  async cutOff(): Promise<void> {
    await mustRun('ip', ['link', 'set', this.#link, 'down'])
  }

  async reconnect(): Promise<void> {
    await mustRun('ip', ['link', 'set', this.#link, 'up'])
  }

  /** Makes the cable slow, both ways. @throws LabError when the machine's kernel cannot do what is asked */
  async slow(shape: LinkShape): Promise<void> {
    await shapeLink(this.#link, await this.#initPid(), shape)
  }

  async unslow(): Promise<void> {
    await unshapeLink(this.#link, await this.#initPid())
  }

  /** The CPU stands still: connections stay open and nothing answers. */
  async freeze(): Promise<void> {
    await setFrozen(this.state.cgroups, true)
  }

  async thaw(): Promise<void> {
    await setFrozen(this.state.cgroups, false)
  }

  /** Fills the host's disk until `leaveMiB` are free: writing fails with "No space left on device". */
  async fillDisk(leaveMiB = 0): Promise<void> {
    await fillHostDisk(this.#folders, leaveMiB)
  }

  async freeDisk(): Promise<void> {
    await freeHostDisk(this.#folders)
  }

  /**
   * Makes `date` on the host wrong by so many seconds, for every user and through sudo, until 0 is set or it reboots.
   * Other programs see the machine's time: a real clock can only be wrong on a host with its own kernel.
   */
  async setClock(offsetSeconds: number): Promise<void> {
    await setHostClock((command, options) => this.mustExec(command, options), offsetSeconds)
  }

  /** Changes what `buzz` may do, at once. */
  async setSudo(mode: SudoMode): Promise<void> {
    await writeSudo(this.root, this.state, this.#lab.gateway, mode)
  }

  /** Gives the running host new SSH host keys, as a new installation would. The lab's known_hosts follows. */
  async changeHostKey(): Promise<void> {
    const hostKey = await writeHostKeys(this.root)
    await this.mustExec('systemctl restart ssh')
    await this.#lab.hostKeyChanged(this, hostKey)
    await this.waitUntilUp()
  }

  /** Lets a foreign program listen on a TCP port. */
  async takePort(port: number): Promise<void> {
    const program = `use IO::Socket::INET; my $s = IO::Socket::INET->new(LocalPort => ${port}, Listen => 5, ReuseAddr => 1) or die $!; while (my $c = $s->accept) { close $c }`
    await this.mustExec(`systemd-run --quiet --unit=lab-port-${port} perl -e '${program}'`)
    await waitFor(`port ${port} taken`, async () => (await this.mustExec(`ss -Hlnt 'sport = :${port}'`)).trim() !== '')
  }

  async freePort(port: number): Promise<void> {
    await this.mustExec(`systemctl stop lab-port-${port}`)
  }

  /** Runs a shell command as root inside the host, without its network or sshd. A non-zero status is a result. */
  async exec(command: string, options: CommandOptions = {}): Promise<CommandResult> {
    return runInside(await this.#initPid(), command, options)
  }

  /** Like `exec`; rejects with LabError on a non-zero status, resolves with the standard output. */
  async mustExec(command: string, options: CommandOptions = {}): Promise<string> {
    const result = await this.exec(command, options)
    if (result.code !== 0)
      throw new LabError(`${this.name}: ${command}: exit status ${result.code}: ${result.stderr}${result.stdout}`)
    return result.stdout
  }

  /** Runs a command as `buzz` through a real SSH connection with the lab's key. */
  ssh(command: string, options: CommandOptions = {}): Promise<CommandResult> {
    return runCommand('ssh', [...this.sshArguments(), command], options)
  }

  /** Arguments for `ssh` up to the command: options and `buzz@address`. */
  sshArguments(user = 'buzz'): string[] {
    return [...this.#lab.sshOptions, `${user}@${this.address}`]
  }

  /** Everything that is on the host; compare two with `diffSnapshots`. */
  async snapshot(): Promise<HostSnapshot> {
    return takeSnapshot((command) => this.mustExec(command), this.#folders.disk, this.state.base.manifest)
  }

  async #initPid(): Promise<number> {
    const pid = await initPid(this.state)
    if (pid === null) throw new LabError(`${this.name} is off`)
    return pid
  }
}

/** A machine-id as systemd makes them. */
export function newMachineId(): string {
  return randomUUID().replaceAll('-', '')
}
