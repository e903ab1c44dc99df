import type { LinodeConnection } from '@/lib/linode/connection'
import { MemoryRateLimits } from '@/lib/linode/memory-rate-limits'
import type { RateLimits } from '@/lib/ports/rate-limits'
import type { CloudAccount, CloudUser } from '@/lib/providers/practice/cloud/cloud-account'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { VirtualClock } from '../fakes/virtual-clock'
import { FakeLinode } from './fake-linode'

export interface FakeAccount {
  readonly connection: LinodeConnection
  readonly account: CloudAccount
}

/** Calls that are under way: their time is the network's, and the virtual clock stands still meanwhile. */
class CallsUnderWay {
  count = 0

  /** The same limits, with each call counted from its place to its end. */
  counting(limits: RateLimits): RateLimits {
    return {
      pause: (key, forMs) => limits.pause(key, forMs),
      take: async (limit, leaseMs, signal) => {
        const place = await limits.take(limit, leaseMs, signal)
        this.count += 1
        return {
          done: () => {
            this.count -= 1
            return place.done()
          },
        }
      },
    }
  }
}

/** A fake Linode that listens, and its clock. */
export interface FakeWorld {
  readonly fake: FakeLinode
  readonly clock: VirtualClock
  readonly underWay: CallsUnderWay
}

/** A fake Linode whose time passes by itself whenever no call is under way. */
export async function startFakeLinode(): Promise<FakeWorld> {
  const underWay = new CallsUnderWay()
  const clock = new VirtualClock(() => underWay.count === 0)
  const fake = new FakeLinode(new PracticeCloud({ clock }))
  await fake.listen()
  return { fake, clock, underWay }
}

/** Opens an account in a fake and a connection to it. Nothing is waited for in real time. */
export function openFakeAccount(
  { fake, clock, underWay }: FakeWorld,
  { scopes, limits, ...user }: CloudUser & { readonly scopes?: readonly string[]; readonly limits?: RateLimits },
): FakeAccount {
  const token = `token-of-${user.username}`
  const account = fake.cloud.openAccount(user, token, scopes)
  return {
    account,
    connection: {
      account: { name: `Account ${user.username}`, token, user: user.username },
      origin: fake.origin,
      reach: 'panel',
      limits: underWay.counting(limits ?? new MemoryRateLimits(clock)),
      clock,
      random: () => 0.5,
      deadline: fake.deadlineFor(token),
    },
  }
}
