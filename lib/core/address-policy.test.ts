import type { LookupAddress } from 'node:dns'
import dns from 'node:dns'
import { networkInterfaces } from 'node:os'
import { afterEach, expect, it, vi } from 'vitest'
import { assertWithin, isForbidden, lookupWithin, refusalIn } from './address-policy'

const before = process.env['BUZZCRATE_ALLOWED_ADDRESSES']
const allow = (text: string) => vi.stubEnv('BUZZCRATE_ALLOWED_ADDRESSES', text)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  expect(process.env['BUZZCRATE_ALLOWED_ADDRESSES']).toBe(before)
})

it.each([
  '127.0.0.1',
  '127.8.9.1',
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '[::1]',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'fd00:ec2::254',
])('goes to nobody at %s', (address) => expect(isForbidden(address, [])).toBe(true))

it.each([
  '192.168.201.4',
  '10.200.0.1',
  '172.31.200.9',
  '100.64.0.1',
  'fd00::9',
  '8.8.8.8',
  '2001:db8::1',
  '64:ff9b::808:808',
])('goes to machines at %s', (address) => expect(isForbidden(address, [])).toBe(false))

it('knows every address that its own machine has now, in all clothes', () => {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  expect(own.length).toBeGreaterThan(0)
  for (const { address, family } of own) {
    expect(isForbidden(address, []), address).toBe(true)
    if (family === 'IPv4') expect(isForbidden(`::ffff:${address}`, []), address).toBe(true)
  }
})

it('refuses numbers that only look like something else', () => {
  allow('')
  for (const text of [
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1:80/',
    'http://[::ffff:7f00:1]/',
  ]) {
    expect(() => assertWithin('network', new URL(text).hostname), text).toThrow(/docs\/running\.md/)
  }
})

it('lets an admin allow some, and the panel its own', () => {
  allow('127.0.0.5,::1')
  assertWithin('network', '127.0.0.5')
  expect(() => assertWithin('network', '127.0.0.6')).toThrow(/127\.0\.0\.6/)
  assertWithin('panel', '127.0.0.6')
})

/** Lets the system's resolver answer this to any name, as whoever has the name's zone may. */
function resolver(...addresses: readonly LookupAddress[]): void {
  vi.spyOn(dns, 'lookup').mockImplementation(((_: string, __: object, callback: (...found: unknown[]) => void) =>
    callback(null, addresses)) as typeof dns.lookup)
}

const lookUp = (all: boolean) =>
  new Promise<unknown>((resolve) => {
    lookupWithin('network')('pi.example', { all }, (error, found) => resolve(error ?? found))
  })

it('refuses a name that leads to this machine at the moment of connecting', async () => {
  allow('')
  resolver({ address: '127.0.0.1', family: 4 }, { address: '::ffff:127.0.0.1', family: 6 })
  for (const all of [true, false]) expect(refusalIn(await lookUp(all))).toMatchObject({ code: 'address-refused' })
})

it('refuses names in numbers, which the system reads in many ways', async () => {
  allow('')
  for (const name of ['2130706433', '0x7f000001', '0177.0.0.1', '127.1', 'localhost']) {
    const found = await new Promise((resolve) =>
      lookupWithin('network')(name, { all: true }, (error) => resolve(error)),
    )
    // A system that does not take such a form for an address does not know the name.
    if (refusalIn(found) === undefined)
      expect(found).toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_)/) })
  }
})

it('takes the usual address of a board that has a link-local one beside it', async () => {
  allow('')
  resolver({ address: 'fe80::1', family: 6 }, { address: '192.168.201.4', family: 4 })
  expect(await lookUp(true)).toEqual([{ address: '192.168.201.4', family: 4 }])
  expect(await lookUp(false)).toBe('192.168.201.4')
})
