import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseOsRelease } from './os-release'
import { distroOf, distros } from './registry'

const NOT_DISTROS = ['distro.ts', 'os-release.ts', 'registry.ts', 'registry.test.ts']

it('has every file of the folder, under its name', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !NOT_DISTROS.includes(name))
  expect(distros.map((distro) => `${distro.id}.ts`).sort()).toEqual(files.sort())
})

it.each([
  ['ID=debian\nVERSION_ID="12"', false, 'debian', 'deb'],
  ['ID=debian\nVERSION_ID="12"', true, 'raspberry-pi-os', 'deb'],
  ['ID=raspbian\nID_LIKE=debian', false, 'raspberry-pi-os', 'deb'],
  ['ID=ubuntu\nID_LIKE=debian', false, 'ubuntu', 'deb'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"', false, 'ubuntu', 'deb'],
  ['ID=armbian\nID_LIKE=debian', false, 'debian', 'deb'],
  ['ID=arch', false, 'arch', 'pacman'],
  ['ID=archarm\nID_LIKE=arch', false, 'arch-linux-arm', 'pacman'],
  ['ID=manjaro-arm\nID_LIKE="manjaro arch"', false, 'arch', 'pacman'],
  ['ID=fedora', false, 'other', 'files'],
  ['', false, 'other', 'files'],
  ['broken = line\n\0', false, 'other', 'files'],
] as const)('knows %j', (text, isPi, id, format) => {
  const distro = distroOf(parseOsRelease(text, isPi))
  expect([distro.id, distro.packageFormat]).toEqual([id, format])
})

it('reads quoted and plain values', () => {
  expect(parseOsRelease('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID=\'12\'')).toMatchObject({
    id: 'debian',
    versionId: '12',
    prettyName: 'Debian GNU/Linux 12 (bookworm)',
  })
})
