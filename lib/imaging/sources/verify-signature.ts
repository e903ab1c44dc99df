import path from 'node:path'
import { refusedSource } from '../tar/refused-source'
import { runProgram } from '../tools/run-program'

/** The Arch Linux ARM Build System's key, rsa4096 of 2014, as its package archlinuxarm-keyring has it. */
const ARCH_LINUX_ARM = {
  file: 'arch-linux-arm.gpg',
  fingerprint: '68B3537F39A313B3E574D06777193F152BDBE6A6',
} as const

export interface TrustedKey {
  /** A keyring in GnuPG's format, not armoured. */
  readonly keyring: string
  readonly fingerprint: string
}

export const archLinuxArmKey = (): TrustedKey => ({
  keyring: path.join(
    process.env['BUZZCRATE_ROOT'] ?? process.cwd(),
    'lib',
    'imaging',
    'sources',
    'keys',
    ARCH_LINUX_ARM.file,
  ),
  fingerprint: ARCH_LINUX_ARM.fingerprint,
})

/**
 * Whether a detached OpenPGP signature is of this file and made by this key; no other key and no network is asked.
 * @returns what to keep beside the file, in words
 * @throws AppError `image-source-refused`, `image-tools-missing`
 */
export async function verifySignature(
  file: string,
  signature: string,
  key: TrustedKey,
  signal: AbortSignal,
): Promise<string> {
  const args = ['--status-fd', '1', '--keyring', key.keyring, '--', signature, file]
  const { code, stdout } = await runProgram('gpgv', args, { signal, timeoutMs: 600_000, fine: [0, 1, 2] })
  const made = /^\[GNUPG:\] VALIDSIG (\S+)(?: \S+){8} (\S+)$/m.exec(stdout.toString('utf8'))
  // The last field is the primary key's fingerprint where a subkey has signed.
  if (code !== 0 || made === null || ![made[1], made[2]].includes(key.fingerprint))
    throw refusedSource('does not have the signature of its makers')
  return `signed by ${key.fingerprint}`
}
