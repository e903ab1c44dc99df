import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startPanel, type TestPanel } from '@/e2e/panel'
import { rawRequest } from '@/e2e/raw-request'

const PUBLIC = path.resolve('public')
const TYPES = {
  png: 'image/png',
  ico: 'image/x-icon',
  txt: 'text/plain; charset=UTF-8',
  webmanifest: 'application/manifest+json',
} as const
const Manifest = z.object({
  start_url: z.string(),
  display: z.string(),
  icons: z.array(z.object({ src: z.string(), sizes: z.string(), type: z.string(), purpose: z.string().optional() })),
})

let panel: TestPanel
beforeAll(async () => {
  panel = await startPanel()
})
afterAll(async () => {
  await panel?.stop()
})

/** Of somebody who is not signed in. */
const fetchBytes = async (address: string) => {
  const response = await fetch(`${panel.url}${address}`, { redirect: 'manual' })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

/** Width and height of a PNG stand at bytes 16 and 20 (source: PNG specification, IHDR). */
function pngSize(bytes: Buffer): string {
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
}

/** The colours around a page, whatever the order of the attributes. */
const themeColours = (html: string) =>
  (html.match(/<meta name="theme-color"[^>]*>/g) ?? []).map((tag) => ({
    colour: /content="([^"]*)"/.exec(tag)?.[1],
    media: /media="([^"]*)"/.exec(tag)?.[1],
  }))

const files = readdirSync(PUBLIC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(PUBLIC, path.join(entry.parentPath, entry.name)))

describe('what lies in public/', () => {
  it.each(files)('%s is served to everybody, as what it is, and may be kept for a day', async (file) => {
    const { response, bytes } = await fetchBytes(`/${file}`)
    expect(response.status).toBe(200)
    const extension = z.enum(['png', 'ico', 'txt', 'webmanifest']).parse(path.extname(file).slice(1))
    expect(response.headers.get('content-type')).toBe(TYPES[extension])
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(bytes.equals(readFileSync(path.join(PUBLIC, file)))).toBe(true)
    expect(bytes.length).toBeLessThan(20_000)
  })

  it('is all that is open: a name beside it is a page like any other', async () => {
    for (const address of [
      '/icons/none.png',
      '/icons/none/of-these',
      '/favicon.ico/x',
      '/robots.txtual',
      '/icon.svgs',
    ]) {
      const { response } = await fetchBytes(address)
      expect(`${address} ${response.status} ${response.headers.get('location')}`).toMatch(/ 307 \/sign-in(\?next=|$)/)
    }
  })
})

describe('the manifest', () => {
  it('names icons that are there, in the sizes that it says', async () => {
    const { bytes } = await fetchBytes('/manifest.webmanifest')
    const manifest = Manifest.parse(JSON.parse(bytes.toString()))
    expect(manifest).toMatchObject({ start_url: '/', display: 'standalone' })
    for (const { src, sizes, type } of manifest.icons) {
      const { response, bytes: icon } = await fetchBytes(src)
      expect(`${src} ${response.status} ${response.headers.get('content-type')}`).toBe(`${src} 200 ${type}`)
      if (type === 'image/png') expect(`${src} ${pngSize(icon)}`).toBe(`${src} ${sizes}`)
    }
    const sizes = manifest.icons.map(({ sizes, purpose = 'any' }) => `${sizes} ${purpose}`)
    expect(sizes).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable', '512x512 monochrome']),
    )
  })

  it('is linked from every page, with icons and the colours of both themes', async () => {
    const { text } = await rawRequest(panel.url, '/setup')
    expect(text).toContain('<link rel="manifest" href="/manifest.webmanifest"')
    expect(text).toMatch(/<link rel="icon" href="\/favicon\.ico[^"]*"[^>]*sizes="48x48"/)
    expect(text).toMatch(/<link rel="icon" href="\/icon\.svg[^"]*"[^>]*type="image\/svg\+xml"/)
    expect(text).toMatch(/<link rel="apple-touch-icon" href="\/icons\/apple-touch-icon\.png"/)
    expect(themeColours(text)).toEqual([
      { colour: '#faf7f2', media: '(prefers-color-scheme: light)' },
      { colour: '#14110d', media: '(prefers-color-scheme: dark)' },
    ])
    const chosen = await rawRequest(panel.url, '/setup', { headers: { cookie: 'buzz-theme=dark' } })
    expect(themeColours(chosen.text)).toEqual([{ colour: '#14110d', media: undefined }])
    expect(pngSize((await fetchBytes('/icons/apple-touch-icon.png')).bytes)).toBe('180x180')
  })

  it('has an icon of each size in favicon.ico', async () => {
    const { bytes } = await fetchBytes('/favicon.ico')
    const count = bytes.readUInt16LE(4)
    const sizes = Array.from({ length: count }, (_, index) => {
      const offset = bytes.readUInt32LE(6 + 16 * index + 12)
      return pngSize(bytes.subarray(offset))
    })
    expect(sizes).toEqual(['16x16', '32x32', '48x48'])
  })
})
