import type { CardRecords } from '@/lib/ports/card-records'
import type { BroughtSource, CardSources, SourceFacts } from '@/lib/ports/card-sources'
import type { CardWriter } from '@/lib/ports/card-writer'
import type { ImageBuilder, Imaging } from '@/lib/ports/image-builder'
import { cardSample } from '../imaging/card-sample'

const FACTS: SourceFacts = { system: 'Debian', firstBoot: 'plain', network: 'systemd-networkd', unpackedBytes: 1 }
const PACKED = {
  ...{ fileName: 'card.img.xz', bytes: 1, sha256: 'aa', imageBytes: 2, imageSha256: 'bb' },
  bmapFileName: 'card.bmap',
}

/** Images of cards and what they are made from, without any bytes. */
export class FakeImaging {
  /** By card: what there is of its image. */
  readonly images = new Map<string, 'patched' | 'packed'>()
  /** By card: what people are told. */
  readonly told = new Map<string, 'ready' | 'failed'>()
  /** sha256 of all bytes that are here. */
  readonly content = new Set<string>()
  readonly shelf = new Map<string, string>()
  /** Names of k3s packages that cards were given. */
  readonly packages = new Set<string>()
  /** Cards whose image lies unpacked beside its file. */
  readonly unpacked = new Set<string>()
  /** By drive: whose image is on it. */
  readonly drives = new Map<string, string>()
  readonly ports: Imaging = {
    builder: this.builder(),
    cards: this.cards(),
    sources: this.sources(),
    writer: this.writer(),
  }

  /** Everything that could be left behind. Bases are kept on purpose, and remade where they are gone. */
  snapshot(): unknown {
    return {
      images: [...this.images].sort(),
      ready: [...this.told].filter(([, told]) => told === 'ready').sort(),
      content: [...this.content].sort(),
      shelf: [...this.shelf].sort(),
      unpacked: [...this.unpacked].sort(),
    }
  }

  private builder(): ImageBuilder {
    return {
      obstacles: async () => [],
      base: async (profileId, osId) => ({ key: `${profileId} ${osId}`, bytes: 1, cached: false, bootLoader: 'none' }),
      patch: async (_base, imageId, { k3sPackage }) => {
        this.images.set(imageId, 'patched')
        if (k3sPackage !== undefined) this.packages.add(k3sPackage.path)
      },
      check: async (imageId) => [{ looked: 'image', wrong: this.images.has(imageId) ? '' : 'is not there' }],
      pack: async (imageId) => {
        this.images.set(imageId, 'packed')
        return PACKED
      },
      remove: async (imageId) => void this.images.delete(imageId),
      fileOf: async (imageId) => `/nowhere/${imageId}`,
    }
  }

  private cards(): CardRecords {
    return {
      request: async (imageId) => cardSample({ hostname: imageId }),
      ready: async (imageId) => void this.told.set(imageId, 'ready'),
      failed: async (imageId) => void this.told.set(imageId, 'failed'),
      takenBack: async (imageId) => void this.told.delete(imageId),
      toWrite: async () => PACKED,
      wroteSoFar: async () => undefined,
      written: async () => undefined,
      notWritten: async () => undefined,
    }
  }

  private writer(): CardWriter {
    return {
      drives: async () => [],
      unpack: async (imageId) => void this.unpacked.add(imageId),
      write: async (imageId, _image, { path }) => void this.drives.set(path, imageId),
      eject: async () => 'It may be pulled out.',
      forget: async (imageId) => void this.unpacked.delete(imageId),
    }
  }

  private sources(): CardSources {
    return {
      bring: async (_slot, origin): Promise<BroughtSource> => {
        const brought =
          origin.way === 'upload'
            ? origin.brought
            : { ...{ fileName: 'root.tar', sha256: 'cc', bytes: 1 }, verdict: 'sha256' as const, checkedBy: '' }
        this.content.add(brought.sha256)
        return brought
      },
      look: async () => FACTS,
      keep: async (slot, { sha256 }) => void this.shelf.set(slot, sha256),
      forget: async ({ sha256 }) => {
        if (![...this.shelf.values()].includes(sha256)) this.content.delete(sha256)
      },
    }
  }
}
