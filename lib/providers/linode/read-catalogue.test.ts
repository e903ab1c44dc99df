import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CloudCatalogue } from '@/lib/contracts/cloud-catalogue'
import { AppError } from '@/lib/core/errors'
import { NEVER } from '@/lib/testing/linode/linode-calls'
import { type FakeWorld, openFakeAccount, startFakeLinode } from '@/lib/testing/linode/open-fake-account'
import { knownCatalogue } from './known-catalogue'
import { readCatalogue } from './read-catalogue'

let world: FakeWorld
beforeAll(async () => {
  world = await startFakeLinode()
})
afterAll(() => world.fake.close())

describe('the catalogue', () => {
  it('has what clusters can be made of, in the order to show it, with prices by region', async () => {
    const { connection } = openFakeAccount(world, { username: 'reader' })
    const { regions, sizes, soldOut, images, balancer, asOf } = await readCatalogue(connection, NEVER)
    expect(regions.map(({ label }) => label)).toEqual([
      ...['Frankfurt 2, DE', 'Jakarta, ID', 'Mumbai, IN', 'Newark, NJ', 'Sao Paulo, BR'],
    ])
    expect(regions.every(({ lacks, outage }) => lacks.length === 0 && !outage)).toBe(true)
    expect(sizes.map(({ id }) => id)).toEqual(['g6-nanode-1', 'g6-standard-1', 'g6-standard-2', 'g6-dedicated-2'])
    expect(sizes[0]).toMatchObject({ memoryMb: 1_024, price: { hourly: 0.0075, monthly: 5 } })
    expect(sizes[0]?.elsewhere).toContainEqual({ region: 'br-gru', hourly: 0.0105, monthly: 7 })
    expect(soldOut).toEqual([{ region: 'id-cgk', size: 'g6-dedicated-2' }])
    expect(images.map(({ id }) => id)).toEqual([
      ...['linode/arch', 'linode/debian13', 'linode/debian12', 'linode/ubuntu24.04'],
    ])
    expect(balancer.price).toEqual({ hourly: 0.015, monthly: 10 })
    expect(asOf).toBe(world.clock.now())
  })
})

describe('a catalogue that is known', () => {
  const at = (asOf: number): CloudCatalogue => {
    const prices = { price: { hourly: 1, monthly: 1 }, elsewhere: [] }
    return { asOf, regions: [], sizes: [], soldOut: [], images: [], balancer: prices, volume: prices }
  }
  const away = async () => {
    throw new AppError('linode-unreachable', { userMessage: 'The panel cannot reach Linode.' })
  }

  it('is told while it is young, asked for anew when it is not, and each account has its own', async () => {
    expect(await knownCatalogue('young', { atMostMs: 10, now: 100 }, async () => at(100))).toEqual({
      catalogue: at(100),
    })
    expect(await knownCatalogue('young', { atMostMs: 10, now: 109 }, away)).toEqual({ catalogue: at(100) })
    expect(await knownCatalogue('young', { atMostMs: 10, now: 110 }, async () => at(110))).toEqual({
      catalogue: at(110),
    })
    await expect(knownCatalogue('other', { atMostMs: 10, now: 110 }, away)).rejects.toThrow('cannot reach')
  })

  it('is told with the reason when there is no newer one', async () => {
    await knownCatalogue('broken', { atMostMs: 10, now: 100 }, async () => at(100))
    const told = await knownCatalogue('broken', { atMostMs: 0, now: 105 }, away)
    expect(told).toMatchObject({ catalogue: at(100), trouble: { code: 'linode-unreachable' } })
  })
})
