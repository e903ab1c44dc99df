import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import QrCode, { qrPath } from './qr-code'

/** The drawn modules, as rows of booleans without the white around them. */
function modules(text: string): readonly (readonly boolean[])[] {
  const { path, side } = qrPath(text)
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x},${y}`))
  const size = side - 8
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => dark.has(`${x + 4},${y + 4}`)))
}

const URI = `otpauth://totp/BuzzCrate:ada%40example.org?secret=${'A2'.repeat(16)}&issuer=BuzzCrate&digits=6&period=30`

describe('qrPath', () => {
  it('draws the three finder patterns at their corners, and white around all', () => {
    const rows = modules(URI)
    const size = rows.length
    expect((size - 17) % 4).toBe(0)
    const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######']
    const at = (x: number, y: number) =>
      rows.slice(y, y + 7).map((row) =>
        row
          .slice(x, x + 7)
          .map((dark) => (dark ? '#' : '.'))
          .join(''),
      )
    for (const [x, y] of [
      [0, 0],
      [size - 7, 0],
      [0, size - 7],
    ] as const)
      expect(at(x, y)).toEqual(finder)
  })

  it('draws another code for another text', () => {
    expect(qrPath(URI).path).not.toBe(qrPath(`${URI}0`).path)
  })
})

it('stands on white of its own, which no theme darkens', () => {
  const drawn = renderToStaticMarkup(createElement(QrCode, { text: URI, label: 'a code' }))
  const { side } = qrPath(URI)
  expect(drawn).toContain(`<rect width="${side}" height="${side}" fill="#fff"></rect><path`)
})
