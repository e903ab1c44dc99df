import { systemClock } from '@/lib/core/clock'
import type { LinodeConnection } from '@/lib/linode/connection'
import { MemoryRateLimits } from '@/lib/linode/memory-rate-limits'
import type { BalancerState, CloudAccount, InstanceState } from '@/lib/providers/practice/cloud/cloud-account'
import type { CloudHooks } from '@/lib/providers/practice/cloud/cloud-hooks'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { FakeLinode } from '@/lib/testing/linode/fake-linode'
import { createLab, type Lab } from '../hosts/lab'
import type { LabHost } from '../hosts/lab-host'
import { LabBalancer } from './lab-balancer'

const TOKEN = 'token-of-the-lab'

/**
 * A fake Linode whose machines are real lab hosts: "creating a Linode" boots one with cloud-init from its user data,
 * deleting it takes it away. A NodeBalancer is one more address of this machine with a TCP proxy.
 */
export class LabCloud {
  readonly lab: Lab
  readonly fake: FakeLinode
  readonly account: CloudAccount
  /** What went wrong while a machine was made or ended. */
  readonly errors: unknown[] = []
  private readonly hosts = new Map<string, LabHost>()
  private readonly balancers = new Map<number, LabBalancer>()
  /** Numbers by label, of machines and balancers: what their addresses end in, less ten. */
  private readonly numbers = new Map<string, number>()
  /** What is done with each machine, one after another. */
  private readonly work = new Map<string, Promise<void>>()

  private constructor(lab: Lab) {
    this.lab = lab
    const cloud = new PracticeCloud({ clock: systemClock, hooks: this.hooks(), delays: DELAYS })
    this.account = cloud.openAccount({ username: 'lab' }, TOKEN)
    this.fake = new FakeLinode(cloud)
  }

  static async start(name: string): Promise<LabCloud> {
    const cloud = new LabCloud(await createLab({ name, hosts: [] }))
    await cloud.fake.listen(cloud.lab.gateway)
    return cloud
  }

  /** The same token as a connection of the panel, with limits of its own. */
  connection(): LinodeConnection {
    return {
      account: { name: 'Lab', token: TOKEN, user: 'lab' },
      origin: this.fake.origin,
      reach: 'panel',
      limits: new MemoryRateLimits(systemClock),
      clock: systemClock,
      random: Math.random,
      deadline: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    }
  }

  /** The host behind a machine. @throws Error when there is none */
  host(label: string): LabHost {
    const host = this.hosts.get(label)
    if (host === undefined) throw new Error(`the cloud has no machine ${label}`)
    return host
  }

  /** Resolves when all that was asked for is done. */
  async settled(): Promise<void> {
    await Promise.all([...this.work.values(), ...[...this.balancers.values()].map((balancer) => balancer.settled())])
  }

  async close(): Promise<void> {
    await this.fake.close()
    await this.settled()
    await Promise.all([...this.balancers.values()].map((balancer) => balancer.close()))
    await this.lab.down()
  }

  private hooks(): CloudHooks {
    const address = (label: string, more: number) => this.lab.gateway.replace(/\.1$/, `.${this.number(label) + more}`)
    return {
      boot: (instance) => this.queue(instance.label, () => this.boot(instance)),
      shutDown: ({ label }) => void this.queue(label, async () => this.hosts.get(label)?.kill()),
      remove: ({ label }) => void this.queue(label, () => this.remove(label)),
      changeBalancer: (balancer) => this.change(balancer),
      removeBalancer: ({ id }) => this.end(id),
      publicAddress: (_number, label) => address(label, 10),
      privateAddress: (_number, label) => address(label, 110),
    }
  }

  private number(label: string): number {
    const known = this.numbers.get(label) ?? this.numbers.size + 1
    this.numbers.set(label, known)
    if (known > MOST) throw new Error(`a lab's cloud has addresses for ${MOST} machines and balancers`)
    return known
  }

  /** What failed never ends well: the machine does not come up. */
  private queue(label: string, act: () => Promise<void>): Promise<void> {
    const before = this.work.get(label) ?? Promise.resolve()
    const done = before.then(act)
    this.work.set(
      label,
      done.catch((error: unknown) => void this.errors.push(error)),
    )
    return done.catch(() => new Promise<never>(() => undefined))
  }

  private async boot({ label, userData, privateIp, authorizedKeys, id }: InstanceState): Promise<void> {
    const known = this.hosts.get(label)
    if (known !== undefined) {
      await known.powerOn()
      return known.waitUntilUp()
    }
    const host = await this.lab.add(
      this.number(label),
      {
        ...{ name: label, distro: 'cloud', rootLogin: true, sudo: 'none' },
        ...(privateIp === null ? {} : { privateAddress: privateIp }),
      },
      {
        userData: userData === null ? '' : Buffer.from(userData, 'base64').toString('utf8'),
        metaData: `instance-id: linode-${id}\n`,
        authorizedKeys,
      },
    )
    this.hosts.set(label, host)
    await host.waitUntilUp()
  }

  private async remove(label: string): Promise<void> {
    const host = this.hosts.get(label)
    this.hosts.delete(label)
    if (host !== undefined) await this.lab.remove(host)
  }

  private change(balancer: BalancerState): void {
    const known = this.balancers.get(balancer.id) ?? new LabBalancer(balancer.ipv4, this.lab.state.bridge, this.errors)
    this.balancers.set(balancer.id, known)
    known.settle(balancer.configs)
  }

  private end(id: number): void {
    const balancer = this.balancers.get(id)
    if (balancer === undefined) return
    this.balancers.delete(id)
    balancer.close().catch((error: unknown) => void this.errors.push(error))
  }
}

/** A machine is `running` once its host answers; nothing is waited for besides. */
const DELAYS = { provisioningMs: 0, bootingMs: 0 }
const MOST = 80
