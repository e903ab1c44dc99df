import type { Architecture } from '@/lib/ports/artifacts'

// Plain data about boards. Everything that was not tried on the board itself says so in `uncertain`; watts and prices
// that nobody has measured or published are null, never guessed. Sector = 512 bytes everywhere.

export interface BoardPartition {
  /** E.g. `boot`, `rootfs`: its label, too. */
  readonly label: string
  readonly startSector: number
  /** Undefined: what is left; the first boot grows it to the card's end. */
  readonly sectors?: number
  /** As sfdisk takes it: `c`, `83` for dos; GUIDs for gpt. */
  readonly type: string
  readonly bootable?: true
  readonly fileSystem: 'fat32' | 'ext4'
  /** Where the board mounts it. */
  readonly mountPoint: '/' | '/boot' | '/boot/firmware' | '/boot/efi'
}

/** One write of a boot loader file past the file systems, in dd's words: `bs`, `skip`, `seek`, `count`. */
export interface BootLoaderWrite {
  readonly file: string
  readonly blockBytes: number
  /** Blocks left out at the beginning of the file. */
  readonly skip: number
  /** Blocks from the beginning of the card. */
  readonly seek: number
  /** Blocks at most; undefined is the whole file. */
  readonly count?: number
}

export interface BootLoader {
  /** Empty for boards that have theirs in firmware or in files of the boot partition. */
  readonly writes: readonly BootLoaderWrite[]
  /** Where the files are had. */
  readonly from: 'firmware' | 'debian-package' | 'upload'
  /** `u-boot-rockchip:/usr/lib/u-boot/rock64-rk3328/`, or in words what to upload and whence. */
  readonly where: string
}

/** How the kernel is found and started. */
export type BootFiles =
  | { readonly kind: 'raspberry-pi'; readonly config: readonly string[] }
  | { readonly kind: 'extlinux'; readonly deviceTree: string }
  | { readonly kind: 'boot-script'; readonly deviceTree: string }
  | { readonly kind: 'efi'; readonly loader: string }

export interface OsSource {
  /** A file of lib/imaging/sources/kinds. */
  readonly id: 'debian-12' | 'arch-linux-arm' | 'raspberry-pi-os' | 'ubuntu' | 'debian-image' | 'armbian'
  /** For tarballs and images: the upstream file, as a person would look for it. */
  readonly file?: string
  /** Images that serve several boards are kept under one name, e.g. `raspberry-pi`; without it, under the board's own. */
  readonly boards?: string
  /** Whole: made from what a package mirror has. Else something must be downloaded or uploaded first. */
  readonly whole: boolean
  readonly note?: string
}

export interface Fitness {
  readonly fits: boolean
  readonly reason: string
}

export interface BoardProfile {
  readonly id: string
  readonly title: string
  readonly architecture: Extract<Architecture, 'arm64' | 'amd64'>
  readonly soc: string
  /** Memory of the versions sold, MiB. Empty when it can be anything. */
  readonly memoryMib: readonly number[]
  readonly ethernet: { readonly mbit: number | null; readonly note?: string }
  /** What the kernel writes into /proc/device-tree/model, as beginnings; empty for machines without. */
  readonly models: readonly string[]
  readonly disk: {
    readonly table: 'dos' | 'gpt'
    readonly partitions: readonly BoardPartition[]
    /** File system features that its boot loader cannot read, as mke2fs's -O takes them. */
    readonly ext4Features?: string
  }
  readonly bootLoader: BootLoader
  readonly bootFiles: BootFiles
  /** Without root=, which the builder adds. */
  readonly commandLine: readonly string[]
  /** Flags that switch the memory controller on where the kernel has it off. */
  readonly cgroupFlags: readonly string[]
  /** Its boot script would give every board the same address: the builder writes one of its own. */
  readonly needsMacAddress?: true
  readonly power: { readonly idleW: number | null; readonly loadW: number | null; readonly source: string }
  readonly price: { readonly text: string | null; readonly source: string }
  readonly server: Fitness
  readonly agent: Fitness
  /** Of /sys/class/leds, to find the board on the desk. */
  readonly identifyLed?: string
  readonly osSources: readonly OsSource[]
  readonly uncertain: readonly string[]
}
