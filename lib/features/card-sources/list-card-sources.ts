import type { CardSource, CardSourcesData } from '@/lib/contracts/card-sources'
import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import { imageSources } from '@/lib/features/cards/image-folder'
import { type KnownSlot, knownSlots } from '@/lib/imaging/sources/known-slots'
import type { KeptSource } from '@/lib/imaging/sources/source-shelf'
import { paths } from '@/lib/shared/paths'
import { may } from '@/lib/shared/policy'
import { assertMay } from '../policy'
import { titleOfSlot } from './title-of-slot'

const WHATS = { root: 'system', image: 'image', 'boot-loader': 'boot-loader' } as const
const STATES: Readonly<Record<string, 'on-its-way' | 'failed'>> = {
  running: 'on-its-way',
  unwinding: 'on-its-way',
  held: 'failed',
  stuck: 'failed',
  undone: 'failed',
}

/** What cards of all known boards are made from, what is here first. */
export async function listCardSources(actor: Actor): Promise<CardSourcesData> {
  assertMay(actor, 'card-sources.read')
  const [kept, cards, runs] = await Promise.all([
    imageSources().list(),
    countCards(),
    may(actor, 'card-sources.manage') ? latestRuns() : new Map<string, CardSource['run']>(),
  ])
  const bySlot = new Map(kept.map((one) => [one.slot, one]))
  const sources = knownSlots().map((known) => {
    const run = runs.get(known.name)
    return { ...present(known, bySlot.get(known.name), cards), ...(run === undefined ? {} : { run }) }
  })
  const bytes = new Map(kept.map((one) => [one.sha256, one.bytes]))
  return { sources, bytes: [...bytes.values()].reduce((sum, one) => sum + one, 0) }
}

/** Cards that are alive, by profile and system: how many are made from a slot follows from its uses. */
async function countCards(): Promise<ReadonlyMap<string, number>> {
  const rows = await db().boardImage.groupBy({
    by: ['profile', 'os'],
    where: { status: { in: ['preparing', 'ready'] } },
    _count: true,
  })
  return new Map(rows.map(({ profile, os, _count }) => [`${profile} ${os}`, _count]))
}

async function latestRuns(): Promise<ReadonlyMap<string, CardSource['run']>> {
  const rows = await db().run.findMany({
    where: { subjectType: 'card-source' },
    distinct: ['subjectId'],
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    select: { id: true, subjectId: true, status: true },
  })
  return new Map(
    rows.flatMap(({ id, subjectId, status }) => {
      const state = STATES[status]
      return state === undefined ? [] : [[subjectId, { href: paths.runAlone({ runId: id }), state }] as const]
    }),
  )
}

function present(
  known: KnownSlot,
  kept: KeptSource | undefined,
  cards: ReadonlyMap<string, number>,
): Omit<CardSource, 'run'> {
  const { name, slot, kind, file, uses } = known
  const where = slot.kind === 'boot-loader' ? uses[0]?.profile.bootLoader.where : undefined
  const address = file === undefined ? undefined : kind.addressOf?.(file)
  return {
    slot: name,
    what: WHATS[slot.kind],
    title: titleOfSlot(known),
    home: kind.home,
    boards: [...new Set(uses.map(({ profile }) => profile.title))],
    ways: ['upload', 'fetch', ...(kind.make === undefined ? [] : (['make'] as const))],
    signed: kind.key !== undefined,
    cards: uses.reduce((sum, { profile, source }) => sum + (cards.get(`${profile.id} ${source.id}`) ?? 0), 0),
    ...(file === undefined ? {} : { file }),
    ...(where === undefined ? {} : { where }),
    ...(address === undefined ? {} : { address }),
    ...(kept === undefined ? {} : { kept: presentKept(kept) }),
  }
}

const presentKept = ({ fileName, bytes, sha256, addedAt, verdict, checkedBy, facts }: KeptSource) => ({
  ...{ fileName, bytes, sha256, addedAt, verdict, checkedBy },
  ...(facts === undefined ? {} : { facts }),
})
