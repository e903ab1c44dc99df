import { arch } from './arch'
import { archLinuxArm } from './arch-linux-arm'
import { debian } from './debian'
import type { Distro } from './distro'
import type { OsRelease } from './os-release'
import { other } from './other'
import { raspberryPiOs } from './raspberry-pi-os'
import { ubuntu } from './ubuntu'

/** In the order in which they are asked: special ones before those that they derive from. */
export const distros: readonly Distro[] = [raspberryPiOs, ubuntu, debian, archLinuxArm, arch, other]

/** The distribution of a machine; `other` when none knows it. */
export function distroOf(os: OsRelease): Distro {
  return distros.find((distro) => distro.matches(os)) ?? other
}
