import { AppError } from '@/lib/core/errors'
import type { BaseFacts } from '../build/base-facts'
import type { BoardProfile, OsSource } from '../profiles/board-profile'
import { osSources } from '../profiles/os-sources'
import type { KeptSource, SourceShelf, SourceSlot } from './source-shelf'

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
  const { how } = osSources[source.id]
  if (how === 'image') return { main: { kind: 'image', osId: source.id, profileId: profile.id }, bootLoader: [] }
  const file = source.file ?? debianRootFile(profile.architecture)
  const inPackages = profile.bootLoader.from === 'debian-package' && how === 'packages'
  const files = inPackages ? [] : [...new Set(profile.bootLoader.writes.map((write) => write.file))]
  return {
    main: { kind: 'root', file },
    bootLoader: files.map((name) => ({ kind: 'boot-loader', profileId: profile.id, file: name })),
  }
}

/** @throws AppError `image-source-missing` with what to bring, and whence */
export async function chooseSources(
  shelf: SourceShelf,
  profile: BoardProfile,
  source: OsSource,
): Promise<ChosenSources> {
  const slots = slotsOf(profile, source)
  const { how, title, home } = osSources[source.id]
  const main = await shelf.find(slots.main)
  if (main === undefined) {
    const file = slots.main.kind === 'root' ? slots.main.file : `the image of ${title} for ${profile.title}`
    throw missing(profile, `${file} is not here yet. Get it from ${home}, or upload it.`)
  }
  const found = new Map<string, KeptSource>()
  for (const slot of slots.bootLoader) {
    if (slot.kind !== 'boot-loader') continue
    const kept = await shelf.find(slot)
    if (kept === undefined)
      throw missing(
        profile,
        `its boot loader file ${slot.file} is not here yet. Upload it: ${profile.bootLoader.where}.`,
      )
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

const missing = (profile: BoardProfile, what: string) =>
  new AppError('image-source-missing', {
    userMessage: `For ${profile.title}, ${what}`,
    details: { profileId: profile.id },
  })
