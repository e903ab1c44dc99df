import { readFile } from 'node:fs/promises'
import path from 'node:path'

const folder = () => path.join(process.env['BUZZCRATE_ROOT'] ?? process.cwd(), 'lib', 'imaging', 'first-boot')

/** What runs on a board at its first start, by file name. Read once; a missing one is a bug. */
export const FIRST_BOOT_SCRIPTS = ['grow-root.sh', 'phone-home.sh'] as const
export const FIRST_BOOT_UNITS = ['buzzcrate-grow-root.service', 'buzzcrate-phone-home.service'] as const

export type FirstBootTexts = Readonly<Record<(typeof FIRST_BOOT_SCRIPTS | typeof FIRST_BOOT_UNITS)[number], string>>

let texts: Promise<FirstBootTexts> | undefined

export function firstBootTexts(): Promise<FirstBootTexts> {
  texts ??= readTexts()
  return texts
}

async function readTexts(): Promise<FirstBootTexts> {
  const read = (name: string) => readFile(path.join(folder(), name), 'utf8')
  return {
    'grow-root.sh': await read('grow-root.sh'),
    'phone-home.sh': await read('phone-home.sh'),
    'buzzcrate-grow-root.service': await read('buzzcrate-grow-root.service'),
    'buzzcrate-phone-home.service': await read('buzzcrate-phone-home.service'),
  }
}
