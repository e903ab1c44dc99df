import type { ImagerList } from '@/lib/contracts/card-links'

export interface ImagerCard {
  readonly id: string
  readonly board: string
  readonly profile: string
  readonly profileName: string
  readonly systemName: string
  readonly fileName: string
  readonly bytes: number
  readonly sha256: string
  readonly fileBytes: number
  readonly fileSha256: string
  readonly readyAt: Date
}

/**
 * Cards as a repository of Raspberry Pi Imager 2 (its doc/json-schema; `os_list` and `imager` are all that it takes at the
 * top). Boards of any maker are devices of their own, so that Imager offers them too.
 * @param base where images are, ending in a slash
 */
export function imagerList(cards: readonly ImagerCard[], base: string, origin: string): ImagerList {
  const kinds = new Map(cards.map(({ profile, profileName }) => [profile, profileName]))
  return {
    imager: {
      devices: [...kinds].map(([profile, name]) => ({
        name,
        description: `Cards of this panel for ${name}`,
        tags: [tagOf(profile)],
        matching_type: 'exclusive',
      })),
    },
    os_list: cards.map((card) => ({
      name: card.board,
      description: `${card.systemName} for ${card.board}, a ${card.profileName}. Everything is set: no customisation.`,
      icon: new URL('/icons/icon-192.png', origin).href,
      url: `${base}${card.id}/${card.fileName}`,
      extract_size: card.bytes,
      extract_sha256: card.sha256,
      image_download_size: card.fileBytes,
      image_download_sha256: card.fileSha256,
      release_date: card.readyAt.toISOString().slice(0, 10),
      init_format: 'none',
      devices: [tagOf(card.profile)],
    })),
  }
}

const tagOf = (profile: string): string => `buzzcrate-${profile}`
