import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterAll, describe, expect, it, vi } from 'vitest'
// What the screens load later: here it is there before, so that nothing still loads when the file ends.
import '@/components/machines/add-machines-form'
import '@/components/practice/practice-boards-dialog'
import '@/components/ui/qr-code'
import './bring-dialog'
import './not-there-dialog'
import './practice-card-dialog'
import './remove-source-dialog'
import './write-card-dialog'
import { DeskPicture } from '@/components/machines/desk-picture'
import { LabelsView } from '@/components/machines/labels-view'
import { MachineView } from '@/components/machines/machine-view'
import { MachinesView } from '@/components/machines/machines-view'
import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { CardSource } from '@/lib/contracts/card-sources'
import type { ListedBatch, ListedCard } from '@/lib/contracts/cards'
import type { ListedMachine } from '@/lib/contracts/machines'
import { BatchView } from './batch-view'
import { BatchesView } from './batches-view'
import { NO_NETWORK, readNetwork } from './network-fields'
import { NewCardsForm } from './new-cards-form'
import { SystemsView } from './systems-view'

/** A screen's text, as the server writes it. */
function rendered(screen: ReactNode): string {
  const nowhere = () => undefined
  const router = { push: nowhere, replace: nowhere, refresh: nowhere, back: nowhere, forward: nowhere }
  const html = renderToString(
    <AppRouterContext value={{ ...router, prefetch: nowhere, bfcacheId: '' }}>
      <QueryClientProvider client={new QueryClient()}>{screen}</QueryClientProvider>
    </AppRouterContext>,
  )
  return html.replaceAll(/<!-- -->/g, '')
}

const text = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

const advice = { id: 'cgroup', title: 'cgroup', level: 'advice', sentence: 'It has cgroup v1.' } as const
const machine = (name: string, more: Partial<ListedMachine> = {}): ListedMachine => ({
  ...{ id: name, name, port: 22, loginUser: 'root', hasSudoPassword: false },
  ...more,
})
const card = (name: string, more: Partial<ListedCard> = {}): ListedCard => ({
  ...{ id: `card-${name}`, machine: { id: name, name }, profile: 'raspberry-pi-4', profileName: 'Raspberry Pi 4' },
  ...{ provider: 'boards', systemName: 'Debian 12', status: 'ready', asks: false, expiresAt: 2e12 },
  file: { name: `${name}.img.xz`, bytes: 412e6, sha256: 'ab'.repeat(32), bmapName: `${name}.bmap` },
  ...more,
})
const batch = (...cards: readonly ListedCard[]): ListedBatch => ({
  ...{ id: 'b', name: 'Cards for the desk', createdAt: 1e12, timeZone: 'Europe/Vienna', network: 'DHCP', cards },
})
const pi: BoardProfileFacts = {
  ...{ id: 'raspberry-pi-4', name: 'Raspberry Pi 4', architecture: 'arm64', memoryMiB: [4096] },
  ...{ idleWatts: 1.6, loadWatts: null, powerSource: 'somebody', fitness: 'server or agent.' },
  k3sVersions: ['v1.36.1+k3s1'],
  systems: [{ id: 'debian-12', name: 'Debian 12', missing: [] }],
}

// Screens begin to load what they show later; it must be here before the test's process goes.
afterAll(() => vi.dynamicImportSettled())

describe('the list of machines', () => {
  it('shows address, model, memory and cluster in each row, and advice that many share once', () => {
    const facts = { address: '10.0.0.1', model: 'Raspberry Pi 4 Model B', memoryMiB: 3788, findings: [advice] }
    const shown = text(
      rendered(
        <MachinesView initial={[machine('a', facts), machine('b', { ...facts, address: '10.0.0.2' }), machine('c')]} />,
      ),
    )
    expect(shown.match(/It has cgroup v1/g)).toHaveLength(1)
    expect(shown).toContain('a and b: It has cgroup v1.')
    for (const fact of ['10.0.0.1', '10.0.0.2', 'no address yet', 'Raspberry Pi 4 Model B', '4 GB', 'in no cluster']) {
      expect(shown).toContain(fact)
    }
  })

  it('is a picture of the desk, too', () => {
    const html = rendered(<DeskPicture list={[machine('a', { spot: { row: 1, column: 2 } }), machine('b')]} />)
    expect(text(html)).toMatch(/b .*a /)
  })
})

it('the page of a board shows what it draws only where somebody has measured it', () => {
  const shown = (profile: BoardProfileFacts) =>
    text(
      rendered(
        <MachineView
          initial={machine('a', { profile: pi.id, cost: { cents: 4550, currency: 'EUR' } })}
          profiles={[profile]}
        />,
      ),
    )
  expect(shown(pi)).toContain('1.6 W idle, ? under load (measured by somebody)')
  expect(shown(pi)).toContain('45.50 EUR')
  expect(shown({ ...pi, idleWatts: null })).toContain('nobody has published a measurement')
})

describe('a batch of cards', () => {
  it('says of each card where it is on its way, and the page in one sentence', () => {
    const cards = [
      card('bee-1', { bootedAt: 3, deliveredAt: 2, address: '10.0.0.9' }),
      card('bee-2', { deliveredAt: 2 }),
      card('bee-3'),
      card('bee-4', { status: 'preparing', file: undefined }),
      card('bee-5', { status: 'failed', file: undefined, failure: 'The disk is full.' }),
      card('bee-6', { asks: true }),
    ]
    const shown = text(rendered(<BatchView canWrite initial={batch(...cards)} />))
    for (const part of [
      ...['One of 6 boards is here.', 'Waiting for bee-2.', 'One card is ready to write.', 'One image is being built.'],
      ...['10.0.0.9 · key matches', '412 MB to download', 'The disk is full.', 'Not there?', 'Needs your word'],
      ...['DHCP on the cable. Wi-Fi off.', 'Europe/Vienna', 'Make a cluster with these'],
    ]) {
      expect(shown).toContain(part)
    }
  })

  it('is on the list of batches, which says what to do when there is none', () => {
    expect(text(rendered(<BatchesView initial={[batch(card('bee-1'))]} canMake />))).toContain(
      'Its board is not here yet.',
    )
    expect(text(rendered(<BatchesView initial={[]} canMake />))).toContain('A box of empty boards?')
  })

  it('is asked for with names that are free, and says what happens to boards that run', () => {
    const machines = [machine('bee-2'), machine('old', { address: '10.0.0.9', hostKeyFingerprint: 'SHA256:x' })]
    const shown = text(rendered(<NewCardsForm machines={machines} profiles={[pi]} canMake picked={[]} />))
    expect(shown).toContain('bee-1, bee-3, and bee-4.')
    const again = text(rendered(<NewCardsForm machines={machines} profiles={[pi]} canMake picked={['old']} />))
    expect(again).toContain('Everything on the old cards of old is replaced')
  })

  it('says that no card can be made before a form is filled in', () => {
    const lacking = { ...pi, systems: [{ id: 'debian-12', name: 'Debian 12', missing: ['Its system is not here.'] }] }
    const form = text(rendered(<NewCardsForm machines={[]} profiles={[lacking]} canMake={false} picked={[]} />))
    expect(form).toContain('No system is on this panel yet, so no card can be made')
    expect(form).toContain('No card can be made of this system. Its system is not here.')
    const none = text(rendered(<BatchesView initial={[]} canMake={false} />))
    expect(none).toContain('No system is on this panel yet, so no card can be made')
    expect(none).not.toContain('Prepare cards')
  })
})

it('systems that cards are made from are listed with what was seen in them, those that are here first', () => {
  const source = { what: 'system', home: 'https://example.org', ways: ['upload'], signed: false, cards: 0 } as const
  const facts = {
    system: 'Debian GNU/Linux 12',
    firstBoot: 'cloud-init',
    network: 'netplan',
    unpackedBytes: 1,
  } as const
  const kept = {
    ...{ fileName: 'debian.tar.gz', bytes: 412e6, sha256: 'ab'.repeat(32), addedAt: 1e12 },
    ...({ verdict: 'signature', checkedBy: 'signed by 68B3', facts } as const),
  }
  const sources: readonly CardSource[] = [
    { ...source, slot: 'a', title: 'Armbian', boards: ['Rock 5B'], run: { href: '/runs/1', state: 'failed' } },
    { ...source, slot: 'b', title: 'Debian 12', boards: ['Rock64'], cards: 2, kept },
    { ...source, slot: 'c', title: 'Boot loader x of y', boards: ['y'], what: 'boot-loader' },
  ]
  const shown = text(rendered(<SystemsView initial={{ sources, bytes: 412e6 }} mayChange={false} />))
  expect(shown).toContain('One file is here, 412 MB. Cards are made from it.')
  expect(shown).toContain('Only an admin can bring systems.')
  expect(shown).toMatch(
    /Debian 12 .*Debian GNU\/Linux 12, first boot by cloud-init Signed by its makers \(signed by 68B3\)/,
  )
  expect(shown).toMatch(/2 cards are made from it .*Armbian .*Not brought: see why .*Boot loader x of y/)
})

it('labels have the name to read', () => {
  expect(
    text(rendered(<LabelsView list={[machine('bee-1', { mac: 'dc:a6:32:01:02:03' })]} origin="http://panel" />)),
  ).toContain('bee-1')
})

it('sends of a network what was chosen', () => {
  expect(readNetwork(NO_NETWORK)).toEqual({ network: { kind: 'dhcp' } })
  const form = { ...NO_NETWORK, kind: 'static' as const, nameservers: '1.1.1.1, 9.9.9.9', wifi: true, country: 'at' }
  expect(readNetwork(form)).toMatchObject({
    network: { kind: 'static', nameservers: ['1.1.1.1', '9.9.9.9'] },
    wifi: { country: 'AT' },
  })
})
