import { afterAll, beforeAll } from 'vitest'
import { systemClock } from '@/lib/core/clock'
import { PracticeCloud } from '@/lib/providers/practice/cloud/practice-cloud'
import { FakeLinode } from './fake-linode'

/**
 * Puts a fake Linode in the place of the real one for a test file, over HTTP on this machine and by the system's clock:
 * whatever in this process connects to an account that is kept, connects to it.
 * @returns the fake, once tests run
 */
export function provideLinode(): () => FakeLinode {
  const fake = new FakeLinode(new PracticeCloud({ clock: systemClock }))
  const before = process.env['BUZZCRATE_LINODE_ORIGIN']
  beforeAll(async () => {
    await fake.listen()
    process.env['BUZZCRATE_LINODE_ORIGIN'] = fake.origin
  })
  afterAll(async () => {
    if (before === undefined) delete process.env['BUZZCRATE_LINODE_ORIGIN']
    else process.env['BUZZCRATE_LINODE_ORIGIN'] = before
    await fake.close()
  })
  return () => fake
}
