import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type BaseSystem, type Distro, ensureBaseSystem, ensureDiskSeed } from './base-system'
import { hostCgroupFolders } from './host-cgroups'
import { labFolder } from './lab-folders'
import { LabHost, newMachineId } from './lab-host'
import { type HostState, type LabState, processStart, readLabState, type SudoMode, writeLabState } from './lab-state'
import { prepareMachine } from './lab-support'
import { removeAbandonedLabs, removeLab } from './remove-lab'
import { LabError, mustRun } from './run-command'
import { takeSubnet } from './subnets'

export type HostOptions = {
  /** Default `node-1`, `node-2`, … */
  readonly name?: string
  /** Default the name. Give two hosts the same to have a clash. */
  readonly hostname?: string
  /** Default a fresh one. */
  readonly machineId?: string
  readonly distro?: Distro
  readonly sudo?: SudoMode
  /** 'raspberry-pi': no memory controller until `cgroup_enable=memory` stands in /boot/firmware/cmdline.txt and it rebooted. */
  readonly board?: 'plain' | 'raspberry-pi'
  /** Lets root in with the lab's key. Default off. */
  readonly rootLogin?: boolean
  /** Size of the disk; only what is written takes space. Default 16 GiB. */
  readonly diskGiB?: number
  /** One more address on the link, of the lab's own network. */
  readonly privateAddress?: string
}

/** What a cloud gives a machine before its first boot: files of cloud-init's source NoCloud, and keys for root. */
export type FirstBoot = {
  readonly userData: string
  readonly metaData: string
  readonly authorizedKeys: readonly string[]
}

export type LabOptions = {
  readonly name: string
  readonly hosts: readonly HostOptions[]
  /** Stays up when this process ends. Default off: the next lab made on this machine removes it then. */
  readonly keep?: boolean
  /** Told what takes long. Default: silence. */
  readonly say?: (line: string) => void
}

/** Hosts on a private bridge with a /24 of their own; this machine has its first address. */
export class Lab {
  readonly hosts: LabHost[]
  readonly user = 'buzz'
  readonly #publicKey: string
  #state: LabState
  /** Ends when lab.json was last written. */
  #written = Promise.resolve()
  /** Ends when known_hosts was last written. */
  #knownHosts = Promise.resolve()

  constructor(state: LabState, publicKey: string) {
    this.#state = state
    this.#publicKey = publicKey
    this.hosts = state.hosts.map((host) => this.#hostOf(host))
  }

  get state(): LabState {
    return this.#state
  }

  #hostOf(host: HostState): LabHost {
    return new LabHost(host, {
      folder: path.join(this.folder, 'hosts', host.name),
      bridge: this.state.bridge,
      gateway: this.gateway,
      publicKey: this.#publicKey,
      sshOptions: this.sshOptions(),
      hostKeyChanged: (changed, key) => this.#writeHostKey(changed, key),
    })
  }

  get name(): string {
    return this.state.name
  }

  get folder(): string {
    return labFolder(this.state.name)
  }

  /** This machine's address as the hosts see it. */
  get gateway(): string {
    return `10.77.${this.state.subnet}.1`
  }

  get keyPath(): string {
    return path.join(this.folder, 'id_ed25519')
  }

  get knownHostsPath(): string {
    return path.join(this.folder, 'known_hosts')
  }

  /** For people: `ssh -F <this file> node-1`. */
  get sshConfigPath(): string {
    return path.join(this.folder, 'ssh_config')
  }

  /** Options for `ssh` with the lab's key and the hosts' pinned keys. */
  sshOptions(): string[] {
    const settings = [
      `UserKnownHostsFile=${this.knownHostsPath}`,
      'GlobalKnownHostsFile=/dev/null',
      'StrictHostKeyChecking=yes',
    ]
    const options = [...settings, 'BatchMode=yes', 'IdentitiesOnly=yes', 'ConnectTimeout=5', 'LogLevel=ERROR']
    return ['-F', '/dev/null', '-i', this.keyPath, ...options.flatMap((option) => ['-o', option])]
  }

  /** @throws LabError when the lab has no such host */
  host(name: string): LabHost {
    const host = this.hosts.find((one) => one.name === name)
    if (host === undefined) throw new LabError(`the lab ${this.name} has no host ${name}`)
    return host
  }

  /**
   * One more host, switched on; `waitUntilUp` says when it answers.
   * @param number of the host in this lab, 1 to 80, never used before: its address ends in 10 more
   */
  async add(number: number, options: HostOptions, firstBoot?: FirstBoot): Promise<LabHost> {
    const base = await ensureBaseSystem(options.distro ?? 'debian', () => undefined)
    const bases = new Map([[options.distro ?? 'debian', base] as const])
    const state = await hostState(options, this.state.subnet, number - 1, bases)
    // Written down first: whoever removes the lab finds it.
    this.#state = { ...this.state, hosts: [...this.state.hosts, state] }
    await this.#writeState()
    const host = this.#hostOf(state)
    this.hosts.push(host)
    await mkdir(path.join(this.folder, 'hosts', host.name), { recursive: true })
    await host.create(firstBoot)
    return host
  }

  /** Takes a host away with all that is on it. */
  async remove(host: LabHost): Promise<void> {
    await host.remove()
    this.hosts.splice(this.hosts.indexOf(host), 1)
    this.#state = { ...this.state, hosts: this.state.hosts.filter(({ machine }) => machine !== host.state.machine) }
    await this.#writeState()
  }

  /** Several hosts may come and go at once: one after another, each as it is then. */
  #writeState(): Promise<void> {
    this.#written = this.#written.then(() => writeLabState(this.state))
    return this.#written
  }

  /** Installs every host anew; resolves when all answer. */
  async reset(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.reset()))
  }

  /** Removes everything of the lab. */
  async down(): Promise<void> {
    await removeLab(this.name)
  }

  /** Keeps a host's key beside it and known_hosts in step; several hosts may get new keys at once. */
  async #writeHostKey(host: LabHost, publicKey: string): Promise<void> {
    await writeFile(path.join(this.folder, 'hosts', host.name, 'host_key.pub'), publicKey)
    this.#knownHosts = this.#knownHosts.then(() => this.#writeKnownHosts())
    await this.#knownHosts
  }

  async #writeKnownHosts(): Promise<void> {
    const files = this.hosts.map(({ name, address }) => ({
      address,
      file: path.join(this.folder, 'hosts', name, 'host_key.pub'),
    }))
    const known = files.filter(({ file }) => existsSync(file))
    const lines = await Promise.all(
      known.map(async ({ address, file }) => `${address} ${await readFile(file, 'utf8')}\n`),
    )
    await writeFile(`${this.knownHostsPath}.new`, lines.join(''))
    await rename(`${this.knownHostsPath}.new`, this.knownHostsPath)
  }
}

async function hostStates(
  { hosts }: LabOptions,
  subnet: number,
  bases: ReadonlyMap<Distro, BaseSystem>,
): Promise<HostState[]> {
  return Promise.all(hosts.map((options, index) => hostState(options, subnet, index, bases)))
}

async function hostState(
  options: HostOptions,
  subnet: number,
  index: number,
  bases: ReadonlyMap<Distro, BaseSystem>,
): Promise<HostState> {
  const name = options.name ?? `node-${index + 1}`
  const machine = `bz${subnet}h${index + 1}`
  const base = bases.get(options.distro ?? 'debian')
  if (base === undefined) throw new LabError(`no base system for ${options.distro}`)
  return {
    name,
    machine,
    hostname: options.hostname ?? name,
    machineId: options.machineId ?? newMachineId(),
    address: `10.77.${subnet}.${index + 11}`,
    privateAddress: options.privateAddress ?? null,
    distro: options.distro ?? 'debian',
    sudo: options.sudo ?? 'passwordless',
    board: options.board ?? 'plain',
    rootLogin: options.rootLogin ?? false,
    diskMiB: Math.round((options.diskGiB ?? 16) * 1024),
    base,
    cgroups: await hostCgroupFolders(machine),
  }
}

function sshConfig(lab: Lab): string {
  const hosts = lab.hosts.map(({ name, address }) => `Host ${name} ${address}\n  HostName ${address}\n`).join('\n')
  const common = [`User ${lab.user}`, `IdentityFile ${lab.keyPath}`, `UserKnownHostsFile ${lab.knownHostsPath}`]
  return `${hosts}\nHost *\n${common.map((line) => `  ${line}\n`).join('')}`
}

/**
 * Makes a lab and resolves when every host answers on SSH. Installs missing programs and builds base systems first, once.
 * @throws LabError in plain words; what was made until then is removed
 */
export async function createLab(options: LabOptions): Promise<Lab> {
  const { name, hosts, keep = false, say = () => undefined } = options
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(name)) throw new LabError('a lab’s name is of small letters, digits and dashes')
  if (hosts.length > 200) throw new LabError('a lab has at most 200 hosts')
  await prepareMachine(say)
  await removeAbandonedLabs()
  if ((await readLabState(name)) !== null)
    throw new LabError(`the lab ${name} is there already: npm run lab -- down --name ${name}`)
  const bases = new Map<Distro, BaseSystem>()
  for (const { distro = 'debian', diskGiB = 16 } of hosts) {
    const base = bases.get(distro) ?? (await ensureBaseSystem(distro, say))
    bases.set(distro, base)
    await ensureDiskSeed(base, Math.round(diskGiB * 1024))
  }
  const subnet = await takeSubnet(name)
  const owner = keep ? null : { pid: process.pid, startedAt: processStart(process.pid) ?? '' }
  const state: LabState = {
    name,
    bridge: `bzlab${subnet}`,
    subnet,
    owner,
    hosts: await hostStates(options, subnet, bases),
  }
  await writeLabState(state)
  try {
    return await bringUp(state)
  } catch (error) {
    await removeLab(name)
    throw error
  }
}

async function bringUp(state: LabState): Promise<Lab> {
  const folder = labFolder(state.name)
  await mustRun('ip', ['link', 'add', state.bridge, 'type', 'bridge'])
  await mustRun('ip', ['address', 'add', `10.77.${state.subnet}.1/24`, 'dev', state.bridge])
  await mustRun('ip', ['link', 'set', state.bridge, 'up'])
  await mustRun('ssh-keygen', [
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    `lab-${state.name}`,
    '-f',
    path.join(folder, 'id_ed25519'),
  ])
  const lab = new Lab(state, await readFile(path.join(folder, 'id_ed25519.pub'), 'utf8'))
  await writeFile(lab.sshConfigPath, sshConfig(lab))
  await Promise.all(
    lab.hosts.map(async (host) => {
      await mkdir(path.join(folder, 'hosts', host.name), { recursive: true })
      await host.create()
      await host.waitUntilUp()
    }),
  )
  return lab
}

/** Opens a lab that is up, from any process. @throws LabError when there is none of that name */
export async function openLab(name: string): Promise<Lab> {
  const state = await readLabState(name)
  if (state === null) throw new LabError(`there is no lab ${name}: npm run lab -- up --name ${name}`)
  return new Lab(state, await readFile(path.join(labFolder(name), 'id_ed25519.pub'), 'utf8'))
}
