import type { OsSource } from '../profiles/board-profile'
import { sourceKinds } from './kinds.gen'
import type { SourceSlot } from './source-shelf'
import type { TrustedKey } from './verify-signature'

/** What a source is made with, on this machine. */
export interface SourceWork {
  readonly signal: AbortSignal
  /** A folder of its own, removed by the caller. */
  readonly scratch: string
  /** A folder that stays, for what is downloaded on the way. */
  readonly downloads: string
  /** One line of what is done, for the run's log. */
  readonly onLine: (line: string) => void
}

export interface MadeSource {
  /** The finished file, in the scratch folder. */
  readonly file: string
  /** As a person would call it. */
  readonly fileName: string
  /** How it is known to be genuine, in words. */
  readonly checkedBy: string
}

/** What cards are made from, a file each in lib/imaging/sources/kinds: an operating system, or boot loaders. */
export interface SourceKind {
  /** Of an operating system: as profiles name it. Stored with cards and on the shelf, so it never changes. */
  readonly id: OsSource['id'] | 'boot-loader'
  readonly title: string
  /**
   * `packages`: a root file system that is made here from a Debian mirror. `tarball`: one that its makers publish; a
   * layout of the board's is made around both. `image`: a card image as its makers publish it, with a layout of its own.
   * `boot-loader`: files that are written past the file systems.
   */
  readonly how: 'packages' | 'tarball' | 'image' | 'boot-loader'
  /** Where a person finds it. */
  readonly home: string
  /** How what is brought is known to be genuine, after "Known to be genuine by ". */
  readonly checkedBy: string
  /** Of its package manager; `deb` when left out. */
  readonly packageFormat?: 'deb' | 'pacman'
  /** Its makers sign it: a detached signature of this key comes with it. */
  readonly key?: () => TrustedKey
  /** Where its makers publish a file; without it, a person names the address. A signature lies beside it as `.sig`. */
  readonly addressOf?: (file: string) => string
  /**
   * Makes the file of a slot on this machine. It runs in the worker; what it needs is imported when it is called.
   * @param mirror where packages come from; undefined: where its makers publish them
   * @throws AppError `image-tools-missing`, `image-source-refused`, or what its programs say
   */
  readonly make?: (
    slot: Extract<SourceSlot, { kind: 'root' }>,
    mirror: string | undefined,
    work: SourceWork,
  ) => Promise<MadeSource>
}

const byId = new Map<string, SourceKind>(sourceKinds.map((kind) => [kind.id, kind]))

/** Undefined: stored by another version of the panel. */
export const findSourceKind = (id: string): SourceKind | undefined => byId.get(id)

/** The kind of a system that a profile names; a test holds that each has one. */
export function sourceKind(id: SourceKind['id']): SourceKind {
  const kind = byId.get(id)
  if (kind === undefined) throw new Error(`no source kind ${id}`)
  return kind
}
