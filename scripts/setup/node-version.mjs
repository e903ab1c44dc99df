const OLDEST = { major: 20, minor: 19 }

/** Ends with a plain sentence when this Node is too old. Written so that old versions can still read it. */
export function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return
  console.error(
    `BuzzCrate needs Node ${OLDEST.major}.${OLDEST.minor} or newer; this is ${process.versions.node}. ` +
      'Get a newer one from nodejs.org or from your distribution.',
  )
  process.exit(1)
}
