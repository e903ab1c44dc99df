const OLDEST = [20, 19]

/** Ends with a plain sentence when this Node is too old. Written so that old versions can still read it. */
export function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  console.error(
    `BuzzCrate needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}. ` +
      'Get a newer one from nodejs.org or from your distribution.',
  )
  process.exit(1)
}
