/** How long things take on a Raspberry Pi 4 with a good SD card, milliseconds at speed 1. */
export const TAKES = {
  connect: 300,
  checkHost: 900,
  loadModules: 400,
  writeFile: 120,
  install: 7_000,
  startServer: 9_000,
  startAgent: 4_000,
  stop: 1_500,
  uninstall: 4_000,
  verifyGone: 800,
  importImage: 1_200,
} as const

/** Of a wired board, bytes a second. */
export const BYTES_PER_S = 40_000_000

/** A worn-out card: everything takes so many times as long. */
export const SLOW_FACTOR = 4
