import { AppError } from '@/lib/core/errors'
import type { BaseFacts } from '../build/base-facts'
import type { BoardProfile, OsSource } from '../profiles/board-profile'
import { sourceKind } from './source-kind'
import { type KeptSource, type SourceShelf, type SourceSlot, slotName } from './source-shelf'

export interface ChosenSources {
  readonly how: 'root' | 'image'
  readonly main: KeptSource
  readonly bootLoader: BaseFacts['bootLoader']
  readonly bootLoaderFiles: ReadonlyMap<string, KeptSource>
}

/** The root file system that Debian's packages give for an architecture, as it stands on the shelf. */
export const debianRootFile = (architecture: BoardProfile['architecture']): string => `debian-12-${architecture}.tar`

/** What a profile and an OS are made from, slot by slot. */
export function slotsOf(
  profile: BoardProfile,
  source: OsSource,
): { readonly main: SourceSlot; readonly bootLoader: SourceSlot[] } {
  const { how } = sourceKind(source.id)
  if (how === 'image')
    return { main: { kind: 'image', osId: source.id, boards: source.boards ?? profile.id }, bootLoader: [] }
  const file = source.file ?? debianRootFile(profile.architecture)
  const inPackages = profile.bootLoader.from === 'debian-package' && how === 'packages'
  const files = inPackages ? [] : [...new Set(profile.bootLoader.writes.map((write) => write.file))]
  return {
    main: { kind: 'root', file },
    bootLoader: files.map((name) => ({ kind: 'boot-loader', profileId: profile.id, file: name })),
  }
}

/**
 * What a profile and an OS lack, in a sentence each; nothing when cards can be made.
 * @param there names of the slots that have a file
 */
export function lackingSources(there: ReadonlySet<string>, profile: BoardProfile, source: OsSource): string[] {
  const { main, bootLoader } = slotsOf(profile, source)
  return [main, ...bootLoader]
    .filter((slot) => !there.has(slotName(slot)))
    .map((slot) => `${fileOf(slot, profile, source)} is not on this panel.`)
}

/** @throws AppError `image-source-missing` with what is not there */
export async function chooseSources(
  shelf: Pick<SourceShelf, 'find'>,
  profile: BoardProfile,
  source: OsSource,
): Promise<ChosenSources> {
  const slots = slotsOf(profile, source)
  const { how } = sourceKind(source.id)
  const main = await shelf.find(slots.main)
  if (main === undefined) throw missing(slots.main, profile, source)
  const found = new Map<string, KeptSource>()
  for (const slot of slots.bootLoader) {
    if (slot.kind !== 'boot-loader') continue
    const kept = await shelf.find(slot)
    if (kept === undefined) throw missing(slot, profile, source)
    found.set(slot.file, kept)
  }
  const standIn = [...found.values()].some((kept) => kept.standIn)
  const none = profile.bootLoader.writes.length === 0 || how === 'image'
  return {
    how: how === 'image' ? 'image' : 'root',
    main,
    bootLoader: none ? 'none' : standIn ? 'stand-in' : slots.bootLoader.length === 0 ? 'package' : 'upload',
    bootLoaderFiles: found,
  }
}

/** As `chooseSources` by the shelf's notes alone; undefined when something is missing. */
export async function notedSources(
  shelf: SourceShelf,
  profile: BoardProfile,
  source: OsSource,
): Promise<ChosenSources | undefined> {
  try {
    return await chooseSources({ find: (slot) => shelf.noted(slot) }, profile, source)
  } catch (error) {
    if (error instanceof AppError && error.code === 'image-source-missing') return undefined
    throw error
  }
}

function fileOf(slot: SourceSlot, profile: BoardProfile, source: OsSource): string {
  switch (slot.kind) {
    case 'root':
      return `The system of cards with ${sourceKind(source.id).title} (${slot.file})`
    case 'image':
      return `The image of ${sourceKind(source.id).title} for ${profile.title}`
    case 'boot-loader':
      return `The boot loader of ${profile.title} (${slot.file})`
  }
}

const missing = (slot: SourceSlot, profile: BoardProfile, source: OsSource) =>
  new AppError('image-source-missing', {
    userMessage: `${fileOf(slot, profile, source)} is not on this panel. An admin can bring it there: Cards, Systems.`,
    details: { profileId: profile.id },
  })
