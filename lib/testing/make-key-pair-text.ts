import { generateKeyPair } from '@/lib/remote/key-pair'

/** A host key that no machine has, as known_hosts writes it, with its fingerprint. */
export function makeKeyPairText(): { readonly hostKey: string; readonly fingerprint: string } {
  const { publicKey, fingerprint } = generateKeyPair('host')
  return { hostKey: publicKey.split(' ').slice(0, 2).join(' '), fingerprint }
}
