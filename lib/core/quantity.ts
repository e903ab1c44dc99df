import { named } from './named'

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** A quantity of Kubernetes (`3920m`, `8Gi`) as a number of its base unit: cores, bytes; 0 for what is none. */
export function quantity(value: unknown): number {
  const [, amount = '0', unit = ''] = /^(\d+(?:\.\d+)?)(\w*)$/.exec(String(value ?? '0')) ?? []
  const number = Number(amount) * (named(UNITS, unit) ?? 1)
  return Number.isFinite(number) ? number : 0
}
