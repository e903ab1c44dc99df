import type { DeliverableFile } from './remote-host'

/** How a board gets its address. */
export type CardAddress =
  | { readonly kind: 'dhcp' }
  | {
      readonly kind: 'static'
      /** IPv4 with the length of its network, e.g. `192.168.1.20/24`. */
      readonly address: string
      readonly gateway: string
      readonly nameservers: readonly string[]
    }

/** A wireless network. The passphrase itself never comes onto a card. */
export interface CardWifi {
  readonly ssid: string
  /** 64 hex digits, from `derivePsk` of lib/imaging/formats/derive-psk.ts. A secret. */
  readonly psk: string
  /** ISO 3166 two letters, upper case: without it many boards may not send. */
  readonly country: string
}

export interface CardNetwork {
  readonly address: CardAddress
  /** Without it, the cable. */
  readonly wifi?: CardWifi
}

/** How a board tells the panel that it is there. */
export interface CardPhoneHome {
  /** Where the report is posted, e.g. `https://panel.lan/api/boards/phone-home`. http or https, no user, no query. */
  readonly url: string
  /** One-time: 43 characters of base64url. A secret. */
  readonly token: string
  /** Certificates that the panel's own is checked with, PEM. Without them, those of the system. */
  readonly caPem?: string
}

/** What makes one card the card of one board. Holds secrets: lives in memory only, never in a plan, a log or argv. */
export interface CardRequest {
  /** A profile of lib/imaging/profiles, e.g. `odroid-c2`. */
  readonly profileId: string
  /** One of the profile's OS sources, e.g. `debian-12`. */
  readonly osId: string
  /** A DNS label of at most 63 characters, lower case. */
  readonly hostname: string
  /** Lines of root's authorized_keys: the panel's key, and a person's. At least one. */
  readonly authorizedKeys: readonly string[]
  /** Made by the panel and pinned by it: ed25519, `-----BEGIN OPENSSH PRIVATE KEY-----` and `ssh-ed25519 …`. */
  readonly hostKey: { readonly privateKey: string; readonly publicKey: string }
  readonly network: CardNetwork
  /** IANA, e.g. `Europe/Vienna`. */
  readonly timeZone: string
  readonly phoneHome: CardPhoneHome
  /** For boards whose boot script would give all of them one address; locally administered, `02:…`. */
  readonly macAddress?: string
  /** k3s's package, already on the card: the board needs no download to join. */
  readonly k3sPackage?: { readonly file: DeliverableFile; readonly path: string }
  /**
   * Where the board's clock begins, for boards without a battery. With it the same request twice gives the same bytes.
   */
  readonly clockMs: number
}
