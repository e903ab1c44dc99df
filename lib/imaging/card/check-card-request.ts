import { isIPv4 } from 'node:net'
import { AppError } from '@/lib/core/errors'
import type { CardRequest } from '@/lib/ports/card-request'
import { findProfile } from '../profiles/find-profile'

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const KEY =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]{40,2000}={0,2}( [\x20-\x7e]{0,200})?$/
const PRIVATE_KEY =
  /^-----BEGIN OPENSSH PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{100,4000}\n-----END OPENSSH PRIVATE KEY-----\n$/
const PEM = /^(-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----\s*)+$/
const MOST_PEM = 64 * 1024
const MOST_KEYS = 20

/** What is wrong with a request, a sentence each. Everything that comes onto a card is checked here, once. */
export function cardProblems(request: CardRequest): string[] {
  const { network, phoneHome } = request
  const profile = findProfile(request.profileId)
  return [
    ...(profile === undefined ? [`There is no board profile ${short(request.profileId)}.`] : []),
    ...(profile !== undefined && !profile.osSources.some(({ id }) => id === request.osId)
      ? [`${profile.title} has no system ${short(request.osId)}.`]
      : []),
    ...says(
      LABEL.test(request.hostname),
      `The host name “${short(request.hostname)}” is not one: lower-case letters, digits and hyphens, at most 63.`,
    ),
    ...says(
      request.authorizedKeys.length > 0 && request.authorizedKeys.length <= MOST_KEYS,
      `A card needs 1 to ${MOST_KEYS} keys that may log in.`,
    ),
    ...request.authorizedKeys.flatMap((key) =>
      says(KEY.test(key), `“${short(key)}” is not a public SSH key in one line.`),
    ),
    ...says(
      /^ssh-ed25519 [A-Za-z0-9+/]{68}={0,2}( [\x20-\x7e]{0,200})?$/.test(request.hostKey.publicKey) &&
        PRIVATE_KEY.test(request.hostKey.privateKey),
      'The host key is not an ed25519 pair in OpenSSH’s format.',
    ),
    ...addressProblems(network.address),
    ...(network.wifi === undefined ? [] : wifiProblems(network.wifi)),
    ...says(isTimeZone(request.timeZone), `There is no time zone “${short(request.timeZone)}”.`),
    ...says(isPanelUrl(phoneHome.url), `“${short(phoneHome.url)}” is not an address that a board can report to.`),
    ...says(/^[A-Za-z0-9_-]{43}$/.test(phoneHome.token), 'The one-time token is not 256 bits of base64url.'),
    ...says(
      phoneHome.caPem === undefined || (phoneHome.caPem.length <= MOST_PEM && PEM.test(phoneHome.caPem)),
      'The panel’s certificates are not PEM.',
    ),
    ...says(
      request.macAddress === undefined || /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/.test(request.macAddress),
      'The MAC address is not a locally administered one, such as 02:00:00:00:00:01.',
    ),
    ...says(
      profile?.needsMacAddress !== true || request.macAddress !== undefined,
      `${profile?.title}: every board needs a MAC address of its own.`,
    ),
    ...says(
      request.k3sPackage === undefined || /^\/(?:[\w.+-]{1,120}\/){1,6}[\w.+-]{1,120}$/.test(request.k3sPackage.path),
      'The k3s package has no plain file name.',
    ),
    ...says(
      Number.isSafeInteger(request.clockMs) && request.clockMs > 1_600_000_000_000,
      'The clock stands before 2020.',
    ),
  ]
}

/** @throws AppError `card-request-wrong` with all problems */
export function checkCardRequest(request: CardRequest): void {
  const problems = cardProblems(request)
  if (problems.length > 0)
    throw new AppError('card-request-wrong', { userMessage: problems.join(' '), details: { problems } })
}

function addressProblems(address: CardRequest['network']['address']): string[] {
  if (address.kind === 'dhcp') return []
  const [ip = '', length = ''] = address.address.split('/')
  const fine = isIPv4(ip) && /^([1-9]|[12]\d|30)$/.test(length)
  return [
    ...says(fine, `“${short(address.address)}” is not an IPv4 address with its network, such as 192.168.1.20/24.`),
    ...says(isIPv4(address.gateway), `“${short(address.gateway)}” is not the address of a gateway.`),
    ...says(
      !fine || !isIPv4(address.gateway) || sameNetwork(ip, address.gateway, Number(length)),
      `The gateway ${short(address.gateway)} is not in the network of ${short(address.address)}.`,
    ),
    ...says(
      address.nameservers.length > 0 &&
        address.nameservers.length <= 3 &&
        address.nameservers.every((one) => isIPv4(one)),
      'A static address needs one to three name servers.',
    ),
  ]
}

function wifiProblems(wifi: NonNullable<CardRequest['network']['wifi']>): string[] {
  const bytes = Buffer.byteLength(wifi.ssid)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those must not come into a settings file
  const plain = !/[\u0000-\u001f\u007f"\\]/.test(wifi.ssid) && bytes >= 1 && bytes <= 32
  return [
    ...says(plain, 'The name of the wireless network is empty, too long or has signs that cannot be written down.'),
    ...says(/^[0-9a-f]{64}$/.test(wifi.psk), 'The key of the wireless network is not 64 hex digits.'),
    ...says(/^[A-Z]{2}$/.test(wifi.country), 'The country of the wireless network is not two letters.'),
  ]
}

const number = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const sameNetwork = (a: string, b: string, length: number): boolean =>
  Math.floor(number(a) / 2 ** (32 - length)) === Math.floor(number(b) / 2 ** (32 - length))

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+){0,2}$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    // That is how Intl says that it knows none.
    return false
  }
}

function isPanelUrl(text: string): boolean {
  if (!URL.canParse(text) || text.length > 300) return false
  const { protocol, username, password, search, hash, href } = new URL(text)
  const plain = username === '' && password === '' && search === '' && hash === ''
  return plain && (protocol === 'https:' || protocol === 'http:') && /^[\x21-\x7e]+$/.test(href)
}

const says = (fine: boolean, sentence: string): string[] => (fine ? [] : [sentence])
const short = (text: string): string => JSON.stringify(text.slice(0, 60)).slice(1, -1)
