import type { CardRequest } from '@/lib/ports/card-request'

/** A card as somebody would ask for it. Its key pair is text of the right form, and opens nothing. */
export const cardSample = (changes: Partial<CardRequest> = {}): CardRequest => ({
  profileId: 'efi-arm64',
  osId: 'debian-12',
  hostname: 'board-1',
  authorizedKeys: [`ssh-ed25519 ${'A'.repeat(68)} panel`],
  hostKey: {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b'.repeat(70)}\n${'c'.repeat(70)}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `ssh-ed25519 ${'A'.repeat(68)}`,
  },
  network: { address: { kind: 'dhcp' } },
  timeZone: 'Europe/Vienna',
  phoneHome: { url: 'https://panel.example/api/boards/phone-home', token: 't'.repeat(43) },
  macAddress: '02:00:00:00:00:01',
  clockMs: 1_780_000_000_000,
  ...changes,
})
