import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const styles = readFileSync(path.join(import.meta.dirname, 'globals.css'), 'utf8')
const colours = new Map(
  [...styles.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

const TEXT = ['ink', 'soft', 'faint', 'honey', 'ok', 'run', 'warn', 'bad']
const GROUNDS = ['bg', 'surface', 'sunken', 'honey-wash']

/** Relative luminance, from 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it('has text that everybody can read on every ground', () => {
    const weak = TEXT.flatMap((text) =>
      GROUNDS.map((ground) => {
        const ratio = contrast(colours.get(text)?.[theme] ?? '', colours.get(ground)?.[theme] ?? '')
        return { text, ground, ratio }
      }),
    ).filter(({ ratio }) => !(ratio >= 4.5))
    expect(weak).toEqual([])
  })
})
