// `node scripts/make-icons.mjs`: draws public/favicon.ico and public/icons/ from app/icon.svg. Needs Chromium, as the
// browser tests do. Run it after the drawing has changed; what it makes is committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'

const root = path.resolve(import.meta.dirname, '..')
const drawing = readFileSync(path.join(root, 'app/icon.svg'), 'utf8')
/** The paper of app/globals.css: for systems that want no transparency. */
const PAPER = '#faf7f2'
/** Android and others paint it in one colour of theirs, by its opacity alone: the lit top, the sides in shadow. */
const inOneColour = drawing
  .replace('#f5a524', '#fff')
  .replace('#c98a3a', '#ffffffb8')
  .replace('#a9702b', '#ffffff80')
  .replaceAll('#7fe0a3', '#fff')
  .replace('#3a2408', '#fff')

/**
 * @typedef {{name: string, size: number, svg?: string, share?: number, paper?: boolean}} Icon share: how much of the
 * width the drawing takes
 * @type {readonly Icon[]}
 */
const ICONS = [
  { name: 'icon-16', size: 16 },
  { name: 'icon-32', size: 32 },
  { name: 'icon-48', size: 48 },
  { name: 'icon-192', size: 192 },
  { name: 'icon-512', size: 512 },
  { name: 'apple-touch-icon', size: 180, share: 0.8, paper: true },
  // Whatever shape a launcher cuts, a circle of 80 % of the width stays (source: W3C Manifest, "safe zone").
  { name: 'icon-maskable-512', size: 512, share: 0.64, paper: true },
  { name: 'icon-monochrome-512', size: 512, svg: inOneColour },
]

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage()
mkdirSync(path.join(root, 'public/icons'), { recursive: true })

/** @param {Icon} icon */
async function draw({ size, svg = drawing, share = 1, paper = false }) {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  const style = `width: ${size}px; height: ${size}px; display: grid; place-items: center`
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<body style="margin: 0; ${style}; background: ${paper ? PAPER : 'none'}">` +
      `<img src="${source}" style="width: ${share * 100}%" alt=""></body>`,
  )
  await page.locator('img').evaluate((image) => /** @type {HTMLImageElement} */ (image).decode())
  return page.screenshot({ omitBackground: true })
}

/** @type {Map<string, Buffer>} */
const drawn = new Map()
for (const icon of ICONS) {
  const png = await draw(icon)
  drawn.set(icon.name, png)
  writeFileSync(path.join(root, 'public/icons', `${icon.name}.png`), png)
}
await browser.close()
writeFileSync(
  path.join(root, 'public/favicon.ico'),
  favicon([16, 32, 48].map((size) => ({ size, png: drawn.get(`icon-${size}`) ?? Buffer.alloc(0) }))),
)

/**
 * An ICO of PNGs: a header of 6 bytes, 16 bytes for each picture, then the pictures.
 * @param {{size: number, png: Buffer}[]} pictures
 */
function favicon(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index
    head.writeUInt8(size, at)
    head.writeUInt8(size, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}
